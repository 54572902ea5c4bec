import { z } from 'zod';

/** One setting: how its text is read and how it is documented. Messages of `schema` never hold the value. */
export interface Setting<Value = unknown> {
  readonly schema: z.ZodType<Value, string>;
  /** Text that is read when the setting is absent; `null`: there is no value. */
  readonly defaultText: string | null;
  /** Default as the documentation shows it, where it is computed. */
  readonly shownDefault: string;
  readonly description: string;
  readonly oldNames: readonly OldName[];
  readonly secret: boolean;
}

/** A name of one of the replaced services; `convert` makes the new setting's text from the old one's. */
export interface OldName {
  readonly name: string;
  readonly convert?: (text: string) => string;
}

interface SettingOptions {
  readonly description: string;
  readonly shownDefault?: string;
  readonly oldNames?: readonly (string | OldName)[];
  readonly secret?: boolean;
}

/** A setting that always has a value, because `defaultText` is read in its absence. */
export function setting<Value>(
  schema: z.ZodType<Value, string>,
  options: SettingOptions & { readonly defaultText: string },
): Setting<Value> {
  return describe(schema, options.defaultText, options);
}

/** A setting that may have no value: `null` in its absence. */
export function optionalSetting<Value>(
  schema: z.ZodType<Value, string>,
  options: SettingOptions,
): Setting<Value | null> {
  return describe<Value | null>(schema, null, options);
}

function describe<Value>(
  schema: z.ZodType<Value, string>,
  defaultText: string | null,
  options: SettingOptions,
): Setting<Value> {
  return {
    schema,
    defaultText,
    shownDefault: options.shownDefault ?? defaultText ?? 'none',
    description: options.description,
    oldNames: (options.oldNames ?? []).map((old) => (typeof old === 'string' ? { name: old } : old)),
    secret: options.secret ?? false,
  };
}

export type Settings = Readonly<Record<string, Setting>>;

/** The typed values of a table of settings. */
export type ValuesOf<Table extends Settings> = {
  readonly [Name in keyof Table]: Table[Name] extends Setting<infer Value> ? Value : never;
};

/** A group of settings: one schema and one chapter of the documentation. */
export interface Area<Table extends Settings = Settings> {
  readonly title: string;
  readonly settings: Table;
}

/** Declares an area; the literal type of its table is kept, so that values are typed by name. */
export function defineArea<const Table extends Settings>(title: string, settings: Table): Area<Table> {
  return { title, settings };
}
