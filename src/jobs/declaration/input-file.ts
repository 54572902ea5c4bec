/** An uploaded file as a job's input holds it: a reference into the blob store and what was learnt on the way in. */
export interface InputFile {
  reference: string;
  filename: string;
  bytes: number;
  sha256: string;
  /** Sniffed from the content. */
  mediaType: string | null;
}

const isInputFile = (value: unknown): value is InputFile =>
  typeof value === 'object' && value !== null && 'reference' in value && 'sha256' in value;

/** The files of an input with their field, `files.0`, `files.1` for a list. */
export function filesOf(input: object): [string, InputFile][] {
  return Object.entries(input).flatMap(([field, value]: [string, unknown]): [string, InputFile][] => {
    if (isInputFile(value)) return [[field, value]];
    if (!Array.isArray(value)) return [];
    return value.filter(isInputFile).map((file, index) => [`${field}.${index}`, file]);
  });
}
