/**
 * Writes the JSON schema of the requests to Qdrant that the tests' stand-in checks, from the types of the installed client:
 * `node tools/qdrant-schema.mjs`
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import ts from 'typescript';

const CLIENT = new URL('../node_modules/@qdrant/js-client-rest/', import.meta.url);
const TYPES = new URL('dist/types/openapi/generated_schema.d.ts', CLIENT);
const SCHEMA = new URL('../src/vectors/testing/qdrant-requests.schema.json', import.meta.url);
const METHODS = ['get', 'put', 'post', 'patch', 'delete'];
/** What the store asks of Qdrant; a request to anything else is refused by the stand-in. */
const OPERATIONS = [
  'root',
  'collection_exists',
  'create_collection',
  'delete_collection',
  'get_collection',
  'create_field_index',
  'create_vector_name',
  'delete_vector_name',
  'upsert_points',
  'batch_update',
  'get_points',
  'scroll_points',
  'count_points',
  'query_points',
];

const KEYWORDS = {
  [ts.SyntaxKind.StringKeyword]: { type: 'string' },
  [ts.SyntaxKind.NumberKeyword]: { type: 'number' },
  [ts.SyntaxKind.BooleanKeyword]: { type: 'boolean' },
  [ts.SyntaxKind.UnknownKeyword]: {},
  [ts.SyntaxKind.NeverKeyword]: { not: {} },
};

const source = ts.createSourceFile(TYPES.pathname, readFileSync(TYPES, 'utf8'), ts.ScriptTarget.Latest, true);
const [paths, operations, components] = ['paths', 'operations', 'components'].map((name) =>
  source.statements.find((statement) => ts.isInterfaceDeclaration(statement) && statement.name.text === name),
);
const schemas = member(components, 'schemas').type;
const definitions = {};

/** The type of a type as JSON schema; objects take no members but those that are named. */
function schemaOf(type) {
  if (ts.isParenthesizedTypeNode(type)) return schemaOf(type.type);
  if (ts.isUnionTypeNode(type)) return unionOf(type);
  if (ts.isArrayTypeNode(type)) return { type: 'array', items: schemaOf(type.elementType) };
  if (ts.isLiteralTypeNode(type)) return literalOf(type.literal);
  if (ts.isIndexedAccessTypeNode(type)) return referenceTo(type);
  if (ts.isTypeLiteralNode(type)) return objectOf(type);
  if (ts.isTypeReferenceNode(type) && type.typeName.getText() === 'Record') return { type: 'object' };
  const keyword = KEYWORDS[type.kind];
  if (!keyword) throw new Error(`No schema for ${type.getText()}`);
  return keyword;
}

/** The client's types write "may be null" as `X | (Record<string, unknown> | null)`, which would allow any object. */
function unionOf({ types }) {
  const alternatives = types.map((type) => (isMaybeNull(type) ? { type: 'null' } : schemaOf(type)));
  return { anyOf: alternatives };
}

function isMaybeNull(type) {
  return type.getText().replaceAll(/\s/g, '') === '(Record<string,unknown>|null)';
}

function literalOf(literal) {
  if (literal.kind === ts.SyntaxKind.NullKeyword) return { type: 'null' };
  if (literal.kind === ts.SyntaxKind.TrueKeyword) return { const: true };
  if (literal.kind === ts.SyntaxKind.FalseKeyword) return { const: false };
  return { const: ts.isNumericLiteral(literal) ? Number(literal.text) : literal.text };
}

function referenceTo(type) {
  const name = type.indexType.literal.text;
  if (!(name in definitions)) {
    definitions[name] = {};
    definitions[name] = schemaOf(member(schemas, name).type);
  }
  return { $ref: `#/definitions/${name}` };
}

function objectOf({ members }) {
  const index = members.find(ts.isIndexSignatureDeclaration);
  const named = members.filter(ts.isPropertySignature);
  return {
    type: 'object',
    properties: Object.fromEntries(named.map(({ name, type }) => [name.text, schemaOf(type)])),
    required: named.filter(({ questionToken }) => !questionToken).map(({ name }) => name.text),
    additionalProperties: index ? schemaOf(withoutUndefined(index.type)) : false,
  };
}

function withoutUndefined(type) {
  if (!ts.isUnionTypeNode(type)) return type;
  return type.types.find(({ kind }) => kind !== ts.SyntaxKind.UndefinedKeyword);
}

function member(node, name) {
  return node?.members.find((one) => one.name?.text === name);
}

/** Method, path, query and body of one operation. */
function describe(name) {
  const operation = member(operations, name).type;
  const path = paths.members.find((one) => one.type.getText().includes(`operations["${name}"]`));
  const method = METHODS.find((one) => member(path.type, one)?.type.getText().includes(`"${name}"`));
  const query = member(member(operation, 'parameters')?.type, 'query');
  const content = member(member(operation, 'requestBody')?.type, 'content');
  return {
    method: method.toUpperCase(),
    path: path.name.text,
    query: query ? schemaOf(query.type) : { type: 'object', additionalProperties: false },
    body: content ? schemaOf(content.type.members[0].type) : null,
  };
}

const { version } = JSON.parse(readFileSync(new URL('package.json', CLIENT), 'utf8'));
const described = Object.fromEntries(OPERATIONS.map((name) => [name, describe(name)]));
const schema = {
  $comment: 'Made by tools/qdrant-schema.mjs from the types of @qdrant/js-client-rest.',
  clientVersion: version,
  operations: described,
  definitions,
};
const options = await resolveConfig(SCHEMA.pathname);
writeFileSync(SCHEMA, await format(JSON.stringify(schema), { ...options, parser: 'json' }));
