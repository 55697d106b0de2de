// node s3-upload.ts <settings> <upload> <key>: one upload, in a process that can be killed.
import { S3Driver } from '../../../src/storage/s3/driver.ts';
import { type UploadName, content, uploads } from './s3-uploads.ts';

const [settings, name, key] = process.argv.slice(2) as [string, UploadName, string];
const { size, put } = uploads[name];
await put(new S3Driver(JSON.parse(settings) as { s3: string }), key, content(size));
