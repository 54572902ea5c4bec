/** What computed a result, as results name it. */
export interface ModelName {
  name: string;
  version: string;
  kind: 'embedded' | 'onnx' | 'remote' | 'rules';
  weights_sha256?: string;
}
