import { MulterError } from 'multer';
import { Failure } from '../../platform/failure.js';
import { Problem } from '../../platform/http/index.js';

/** What busboy says of a body that is not the multipart form it claims to be. */
const MALFORMED = /boundary not found|malformed|unexpected end|invalid multipart/i;
const BROKEN_OFF = /^request (aborted|closed)/i;
const UNSUPPORTED_CONTENT_TYPE = /^(unsupported|missing) content.type/i;

/** 422 with the field at fault. */
export function invalidField(field: string, message: string): Problem {
  return new Problem(422, 'Invalid input', message, { errors: [{ field, message }] });
}

export function notAForm(): Problem {
  return new Problem(415, 'Not a form', 'Send the form as multipart/form-data.');
}

/** The answer to what went wrong while a form was received. `files` are the fields that take files. */
export function toUploadError(error: unknown, files: readonly string[]): unknown {
  if (error instanceof MulterError) return ofLimit(error, files);
  if (!(error instanceof Error) || error instanceof Failure) return error;
  if (UNSUPPORTED_CONTENT_TYPE.test(error.message)) return notAForm();
  if (BROKEN_OFF.test(error.message))
    return new Problem(400, 'Malformed form', 'The upload broke off.', { cause: error });
  if (MALFORMED.test(error.message)) {
    return new Problem(400, 'Malformed form', 'The multipart body is malformed or incomplete.', {
      cause: error,
    });
  }
  return error;
}

function ofLimit(error: MulterError, files: readonly string[]): unknown {
  const field = error.field ?? '';
  switch (error.code) {
    case 'LIMIT_UNEXPECTED_FILE':
      return files.includes(field)
        ? invalidField(field, `${field} has more files than are allowed.`)
        : invalidField(field, `${field} takes no file; ${acceptedFields(files)}`);
    case 'LIMIT_FIELD_VALUE':
      return new Failure('too_large', `The form field ${field} is too long.`, { cause: error });
    case 'LIMIT_FIELD_COUNT':
    case 'LIMIT_PART_COUNT':
    case 'LIMIT_FILE_COUNT':
      return new Failure('too_large', 'The form has too many fields.', { cause: error });
    case 'STREAM_DESTROYED' as string:
      return new Problem(400, 'Malformed form', 'The upload broke off.', { cause: error });
    default:
      return invalidField(field, 'A form field has a name that is not allowed.');
  }
}

function acceptedFields(files: readonly string[]): string {
  return files.length === 1 ? `send the file as ${files[0]}.` : `send files as ${files.join(' or ')}.`;
}
