import { Inject, Service } from 'typedi';
import { describe, expect, it } from 'vitest';
import { Param, Storage, StorageLayer, Task, Workflow, From, type Artifact } from '../../src/index.ts';
import { scratch } from '../project/scratch.ts';

const settings = "{ storage: { layers: { models: { folder: 'models' }, logs: { folder: 'logs' } } } }";

@Service()
class Registry {
  @Storage('models') models!: StorageLayer;
  constructor(
    readonly usual: StorageLayer,
    @Storage('logs') readonly logs: StorageLayer,
  ) {}
}
@Service()
class Behind {
  constructor(readonly registry: Registry) {}
}

@Task({ storage: 's3' })
class Train {
  @Param() n = 1;
  @Storage('models') models!: StorageLayer;
  @Inject() registry!: Registry;
  constructor(
    @Storage('logs') private readonly logs: StorageLayer,
    private readonly storage: StorageLayer,
    private readonly behind: Behind,
  ) {}
  async run(): Promise<{ weights: Artifact<Uint8Array>; names: string[]; same: boolean }> {
    const { registry, models, logs, storage } = this;
    await logs.store('log', 'all well');
    const weights = await models.store('weights.bin', new Uint8Array([this.n]));
    return {
      weights,
      names: [logs, storage, models, registry.models, registry.usual, registry.logs].map(({ name }) => name),
      same: this.behind.registry === registry && (await registry.models.exists('weights.bin')),
    };
  }
}
@Task()
class OnlyFields {
  @Storage('models') models!: StorageLayer;
  async run(): Promise<string> {
    await this.models.store('kept', 1);
    return this.models.name;
  }
}
class Parent {
  @Storage('models') models!: StorageLayer;
  constructor(@Storage('logs') readonly logs: StorageLayer) {}
}
@Task()
class Child extends Parent {
  run(): string {
    return `${this.models.name} ${this.logs.name}`;
  }
}
@Task()
class Overrides extends Parent {
  constructor(readonly storage: StorageLayer) {
    super(storage);
  }
  run(): string {
    return `${this.models.name} ${this.logs.name}`;
  }
}
@Workflow()
class All {
  @From(Train) one!: { weights: Artifact<Uint8Array>; names: string[]; same: boolean };
  @From(Train, () => ({ n: 2 })) two!: { weights: Artifact<Uint8Array> };
  @From(OnlyFields) fields!: string;
  @From(Child) child!: string;
  @From(Overrides) overrides!: string;
  async run(): Promise<unknown> {
    const { one, two, fields, child, overrides } = this;
    const weights = await Promise.all([one, two].map(async (made) => [...(await made.weights.read())]));
    return { names: one.names, same: one.same, weights, fields, child, overrides };
  }
}

describe('named storage layers', () => {
  it('are injected into constructors and fields of tasks, their parents and their services', async () => {
    const project = await scratch(settings);
    const { output } = await project.run(All);
    expect(output).toEqual({
      names: ['logs', 's3', 'models', 'models', 's3', 'logs'],
      same: true,
      weights: [[1], [2]],
      fields: 'models',
      child: 'models logs',
      overrides: 'models record',
    });
  });

  it('that the settings do not have are refused with the path to the task that asks', async () => {
    const project = await scratch();
    const unknown = await project.run(All).catch((error: unknown) => error);
    expect(unknown).toMatchObject({
      code: 'UNKNOWN_STORAGE',
      message: expect.stringMatching(/^All → Train\.models asks for the storage layer "models"/),
    });
    const other = await scratch(settings.replace('logs:', 'lgs:'));
    await expect(other.run(All)).rejects.toThrow(
      'All → Train: argument 1 of its constructor asks for the storage layer "logs", which the settings don\'t name. Did you mean lgs?',
    );
    await expect(other.run(Asks)).rejects.toThrow('Asks → Registry: argument 2 of its constructor asks for');
  });

  it('named s3 are a folder without a bucket in the settings', async () => {
    @Task()
    class ToS3 {
      @Storage('s3') bucket!: StorageLayer;
      async run(): Promise<Artifact<number>> {
        return this.bucket.store('a', 1);
      }
    }
    const project = await scratch();
    const { nodes } = await project.run(ToS3);
    expect(await project.files(nodes[0]!.componentRun!)).toEqual([
      expect.stringContaining('storage/s3/scratch/task/ToS3'),
    ]);
  });
});

@Task()
class Asks {
  constructor(readonly registry: Registry) {}
  run(): void {}
}

describe('named storage layers: errors', () => {
  it('refuse a field that cannot hold a layer before anything runs', async () => {
    const project = await scratch();
    await expect(project.run(holding(Date))).rejects.toMatchObject({
      code: 'NOT_A_LAYER',
      message: expect.stringContaining(".day can't get a storage layer: it is a Date."),
    });
  });

  it('refuse a global service that asks for a layer, which would keep that of the first component run', async () => {
    @Service({ global: true })
    class Named {
      constructor(@Storage('s3') readonly layer: StorageLayer) {}
    }
    @Service({ global: true })
    class Usual {
      constructor(readonly layer: StorageLayer) {}
    }
    @Task()
    class AsksNamed {
      constructor(readonly service: Named) {}
      run(): void {}
    }
    @Task()
    class AsksUsual {
      constructor(readonly service: Usual) {}
      run(): void {}
    }
    const project = await scratch();
    await expect(project.run(AsksNamed)).rejects.toMatchObject({ code: 'NOT_A_LAYER' });
    await expect(project.run(AsksUsual)).rejects.toMatchObject({
      code: 'NOT_INJECTABLE',
      message: expect.stringContaining('AsksUsual → Usual: argument 1 of its constructor'),
    });
  });

  it.each<[string, () => void, string]>([
    ['no name', () => (Storage as (name?: string) => any)()(Parent.prototype, 'x'), 'it names no layer'],
    ['an empty name', () => (Storage('') as any)(Parent.prototype, 'x'), 'layer is empty'],
    ['a number', () => (Storage(7 as never) as any)(Parent.prototype, 'x'), 'layer is a number'],
    ['a second name', () => (Storage('s3') as any)(Parent, undefined, 0), 'marked by @Storage and again by @Storage'],
    [
      'a second mark',
      () => (Storage('s3') as any)(Parent.prototype, 'models'),
      'marked by @Storage and again by @Storage',
    ],
    ["a method's argument", () => (Storage('s3') as any)(Child.prototype, 'run', 0), "a method's argument"],
    ['a static field', () => (Storage('s3') as any)(Parent, 'x'), 'static'],
  ])('refuse %s', (_, decorate, why) => expect(decorate).toThrow(why));
});

/** The compiler would refuse it. */
function holding(type: unknown): abstract new () => { run(): void } {
  class Made {
    run(): void {}
  }
  Reflect.defineMetadata('design:type', type, Made.prototype, 'day');
  (Storage('s3') as any)(Made.prototype, 'day');
  Task()(Made);
  return Made;
}
