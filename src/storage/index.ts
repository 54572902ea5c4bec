export {
  BlobNotFound,
  BlobStore,
  type BlobStat,
  type LocalBlob,
  type PutOptions,
  type StoredBlob,
  type StoreHealth,
} from './blob-store.js';
export { FilesystemBlobStore, type FilesystemBlobStoreOptions } from './filesystem-blob-store.js';
export { detectMediaType } from './media-type.js';
export { copyObject, type LocalObject } from './objects/copy-object.js';
export { objectKeyFault } from './objects/object-key.js';
export { ObjectStore } from './objects/object-store.js';
export { StorageModule } from './storage.module.js';
export { ReceivedUploads, type RequestWithUploads, type UploadedBlob } from './uploads/received-uploads.js';
export { Received, Upload, UploadList } from './uploads/upload.decorators.js';
export { Uploads, type UploadRule } from './uploads/uploads.interceptor.js';
