import { TestEnvironment } from 'jest-environment-node';

/** Jest gives each test file array classes of its own; native modules (ONNX Runtime) know only those of the process. */
export default class NativeArraysEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    Object.assign(this.global, { Float32Array, BigInt64Array, Uint8Array, ArrayBuffer });
  }
}
