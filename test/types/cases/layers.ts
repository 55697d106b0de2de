import { Param, StorageLayer, Task, TaskContext } from '../../../src/index.ts';
import { Storage } from '../../../src/index.ts';

@Task({ storage: 's3' })
export class RightLayers {
  @Storage('models') models!: StorageLayer;
  @Storage('models') readonly again?: StorageLayer;
  @Storage('models') wide: unknown;
  @Storage('models') part!: Pick<StorageLayer, 'store' | 'name'>;
  @Storage('models') anything: any;

  constructor(
    @Storage('models') private readonly byName: StorageLayer,
    @Storage('other') readonly other: StorageLayer,
    private readonly storage: StorageLayer,
    private readonly context: TaskContext,
    @Storage('third') untyped: any,
  ) {
    void untyped;
  }

  async run(): Promise<number> {
    this.context.logger.info(this.byName.name);
    const kept = await this.models.store('a', [1, 2]);
    const numbers: number[] = await this.storage.load(kept);
    const byName: { auc: number } = await this.storage.load<{ auc: number }>('b');
    const unknown: unknown = await this.other.load('c');
    for await (const chunk of this.models.stream(kept)) void chunk.byteLength;
    const address: string = await this.models.presign('a', { for: '1 hour' });
    const all = await this.models.list('fold-');
    await this.models.remove(all[0]!);
    return numbers.length + byName.auc + address.length + Number(await this.models.exists('a')) + Number(unknown);
  }
}

@Task()
export class WrongLayers {
  // error: @Storage gives a storage layer: type this as a StorageLayer
  @Storage('models') text!: string;
  // error: @Storage gives a storage layer: type this as a StorageLayer
  @Storage('models') context!: TaskContext;
  // error: a private or protected field is out of reach: make it public
  @Storage('models') private hidden!: StorageLayer;
  // error: a static field belongs to no run
  @Storage('models') static shared: StorageLayer;
  // error: Argument of type 'number' is not assignable to parameter of type 'string'
  @Storage(7) seven!: StorageLayer;
  // error: Expected 1 arguments, but got 0
  @Storage() none!: StorageLayer;
  // error: this is a method or an accessor
  @Storage('models') method(): StorageLayer {
    throw new Error('only its type is looked at');
  }

  constructor(
    // error: @Storage gives a storage layer: type this as a StorageLayer
    @Storage('models') readonly day: Date,
    // error: @Storage gives a storage layer: type this as a StorageLayer
    @Storage('models') readonly epochs: number,
  ) {}

  // error: only a constructor's arguments are injected: decorate one of those, or a field
  run(@Storage('models') models?: StorageLayer): void {
    void models;
  }
}

@Task()
export class WrongCalls {
  @Param() epochs = 3;

  constructor(private readonly storage: StorageLayer) {}

  async run(): Promise<void> {
    const kept = await this.storage.store('a', [1, 2]);
    // error: Type 'number[]' is not assignable to type 'string'
    const text: string = await this.storage.load(kept);
    // error: Argument of type 'number' is not assignable
    await this.storage.exists(this.epochs);
    // error: is not assignable to type
    await this.storage.presign(kept, { for: 'an hour' });
    // error: Expected 2 arguments, but got 1
    await this.storage.presign(kept);
    void text;
  }
}
