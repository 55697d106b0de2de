import { describe, expect, it } from 'vitest';
import { loadSettings } from '../../src/config/load.ts';
import { settingsShape } from '../../src/config/settings-table.ts';
import { project } from '../modules/project.ts';

const role = 'arn:aws:iam::123456789012:role/clew-jobs';
const image = '123456789012.dkr.ecr.eu-central-1.amazonaws.com/clew:0.1.0';

const checked = (sagemaker: unknown): unknown => settingsShape.check({ sagemaker }, { path: '', source: 'x' });

describe('settings of SageMaker', () => {
  it('accept every documented setting', () => {
    const all = {
      role,
      image,
      region: 'eu-central-1',
      endpoint: 'http://127.0.0.1:9900',
      storage: 's3',
      instance: 'ml.m5.large',
      volumeGb: 50,
      vpc: { subnets: ['subnet-1'], securityGroups: ['sg-1', 'sg-2'] },
      kmsKey: 'alias/clew',
      tags: { team: 'reliability' },
      env: ['WAREHOUSE_URL'],
      rates: { create: 0.5, list: 1 },
      connections: 4,
      sweep: '5 s',
      prices: { 'ml.m5.large': 0.138 },
    };
    expect(checked(all)).toEqual({ sagemaker: all });
  });

  it.each([
    [{ role: 'clew-jobs' }, "sagemaker.role must be the ARN of a role, as 'arn:aws:iam::123456789012:role/clew-jobs'"],
    [{ role: 'arn:aws:iam::12345:role/clew' }, 'sagemaker.role must be the ARN of a role'],
    [{ image: 'https://example.com/clew' }, 'sagemaker.image must be the address of an image'],
    [{ instance: 'm5.large' }, "sagemaker.instance must be the type of an instance, as 'ml.m5.large'"],
    [{ region: '' }, "sagemaker.region must be a region, as 'eu-central-1'"],
    [{ endpoint: 'localhost:9900' }, 'sagemaker.endpoint must be an address'],
    [{ vpc: { subnets: ['subnet-1'] } }, 'sagemaker.vpc.securityGroups must be a list'],
    [{ env: ['A=1'] }, "sagemaker.env.0 must be the name of a variable, as 'WAREHOUSE_URL'"],
    [{ rates: { create: 0 } }, 'sagemaker.rates.create must be a number above 0; it is 0'],
    [{ sweep: '15' }, "sagemaker.sweep must be a duration longer than 0, as '15 s'"],
    [{ prices: { 'ml.m5.large': '1' } }, 'sagemaker.prices.ml.m5.large must be a number above 0'],
    [{ roll: role }, 'there is no setting sagemaker.roll. Did you mean role?'],
  ])('refuse %o', (given, message) => {
    expect(() => checked(given)).toThrow(message);
  });

  it('are merged with those of the profile', async () => {
    const made = await project({
      'clew.config.ts': `export default {
        sagemaker: { role: '${role}', image: '${image}', instance: 'ml.m5.large' },
        profiles: { large: { sagemaker: { instance: 'ml.m5.24xlarge' } } },
      };`,
    });
    const { value } = await made.run('settings', [{ profile: 'large' }]);
    expect(value).toMatchObject({ sagemaker: { role, image, instance: 'ml.m5.24xlarge' } });
    expect(await loadSettings({ cwd: (await project({ 'x.ts': '' })).root, env: {} })).toMatchObject({ sagemaker: {} });
  });
});
