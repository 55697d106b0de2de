import {
  type Artifact,
  type FileArtifact,
  type FolderArtifact,
  type Output,
  From,
  StorageLayer,
  Task,
  file,
  folder,
} from '../../../src/index.ts';

@Task()
export class Train {
  constructor(private readonly storage: StorageLayer) {}

  async run() {
    const log = await this.storage.store('train.log', file('out/train.log'));
    return { model: file('out/model.bin'), images: [folder('out/images')], log, auc: 0.9 };
  }
}

@Task()
export class Unpack {
  async run() {
    return folder('out/images');
  }
}

@Task()
export class Right {
  @From(Train) trained!: Output<Train>;
  @From(Unpack) images!: FolderArtifact;
  @From.artifact(Unpack) handle!: Artifact<FolderArtifact>;
  constructor(private readonly storage: StorageLayer) {}

  async run() {
    const model: FileArtifact = this.trained.model;
    const log: FileArtifact = await this.trained.log.read();
    const one: FileArtifact = this.images.file(this.images.files[0]!.path);
    const paths: string[] = [await model.path(), await this.images.path(), await this.storage.local(this.trained.log)];
    const local: string = await this.storage.local(model);
    const [image]: readonly FolderArtifact[] = this.trained.images;
    const size: number = this.images.size + model.size + (image?.count ?? 0);
    return { paths, local, size, text: (await one.text()) + (await log.text()), again: this.images };
  }
}

@Task()
export class Wrong {
  // error: not assignable
  @From(Unpack) images!: FileArtifact;
  // error: not assignable
  @From(Train) path!: { model: string };

  async run() {
    // error: not assignable
    const text: string = this.images;
    return text;
  }
}

// error: not assignable to parameter of type 'string | URL'
export const none = file(Buffer.from('bytes'));
