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

/** Queue names in order of preference; unknown ones last. */
export function byPreference(queues: readonly string[]): string[] {
  const order: readonly string[] = Object.values(QUEUES);
  const rank = (queue: string): number => (order.includes(queue) ? order.indexOf(queue) : order.length);
  return [...queues].sort((a, b) => rank(a) - rank(b));
}
