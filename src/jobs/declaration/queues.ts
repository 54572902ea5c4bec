/** The queues of the contract, in the order in which a free slot asks them: single analyses before batch work. */
export const QUEUES = {
  general: 'default',
  labReports: 'blood_analysis_queue',
  analysis: 'analysis',
  typedDocuments: 'typed_documents',
  ingestion: 'document_ingestion',
  imageIndex: 'image_index_queue',
  batch: 'batch',
} as const;

/** Queue names in order of preference, by the names that the operator gave them; unknown ones last. */
export function byPreference(
  queues: readonly string[],
  renamed: Readonly<Record<string, string>> = {},
): string[] {
  const order: readonly string[] = Object.values(QUEUES).map((queue) => renamed[queue] ?? queue);
  const rank = (queue: string): number => (order.includes(queue) ? order.indexOf(queue) : order.length);
  return [...queues].sort((a, b) => rank(a) - rank(b));
}
