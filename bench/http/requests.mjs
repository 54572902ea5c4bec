const BOUNDARY = 'assay-bench-boundary';

export const MULTIPART = `multipart/form-data; boundary=${BOUNDARY}`;
export const JSON_TYPE = 'application/json';

/** The body of a ping of about 300 bytes. */
export const PING = Buffer.from(JSON.stringify({ payload: 'x'.repeat(300) }));

/** A multipart body with one file that starts like a PDF; nobody reads further while no worker runs. */
export function pdfUpload(bytes) {
  const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="report.pdf"\r\nContent-Type: application/pdf\r\n\r\n`;
  const pdf = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(bytes - 9, 'x')]);
  return Buffer.concat([Buffer.from(head), pdf, Buffer.from(`\r\n--${BOUNDARY}--\r\n`)]);
}

export const submitPing = { method: 'POST', paths: ['/jobs/submit/ping'], body: PING, type: JSON_TYPE };
export const submitHello = { method: 'POST', paths: ['/hello/submit'], body: PING, type: JSON_TYPE };
export const uploadReport = {
  method: 'POST',
  paths: ['/analyze-async'],
  body: pdfUpload(50 * 1024),
  type: MULTIPART,
};
