import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'oxc-transform';
import type { SageMakerSettings } from '../../src/executors/sagemaker/settings.ts';
import type { S3Settings } from '../../src/storage/s3/settings.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** A project of its own whose tasks run on SageMaker, compiled; gone when it is disposed. */
export class StressProject implements Disposable {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'clew-stress-'));

  constructor(s3: S3Settings, sagemaker: SageMakerSettings) {
    mkdirSync(path.join(this.folder, 'node_modules'));
    symlinkSync(repository, path.join(this.folder, 'node_modules', 'clew'));
    symlinkSync(
      path.join(repository, 'node_modules', '@oxc-project'),
      path.join(this.folder, 'node_modules', '@oxc-project'),
    );
    this.#write('package.json', '{"name":"stress","type":"module","private":true}');
    this.#write('pipeline.js', compiled('pipeline.ts'));
    const storage = { default: 's3', layers: { s3 } };
    this.#write('clew.config.ts', `export default ${JSON.stringify({ storage, sagemaker }, undefined, 2)};\n`);
  }

  get record(): string {
    return path.join(this.folder, '.clew', 'record.db');
  }

  #write(name: string, text: string): void {
    writeFileSync(path.join(this.folder, name), text);
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function compiled(name: string): string {
  const file = fileURLToPath(new URL(name, import.meta.url));
  const decorator = { legacy: true, emitDecoratorMetadata: true };
  const { code, errors } = transformSync(file, readFileSync(file, 'utf8'), { decorator });
  if (errors.length > 0) throw new Error(errors[0]!.message);
  return code;
}
