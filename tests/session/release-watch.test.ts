/** What the operator says of newer versions: asked seldom, never in the way, and nothing fetched. */
import { beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../contract/errors.ts';
import type { ClientVersions } from '../../contract/model/release.ts';
import { createReleaseWatch } from '../../main/session/core/release-watch.ts';

const newer: ClientVersions = { current: '1.2.0', minimum: '1.0.0', news: { fr: ['Neuf'], en: ['New'] } };

let asked: string[];
let answer: () => ClientVersions;
let now: number;
const watch = (running: string, announces = true) =>
  createReleaseWatch({
    running,
    announces,
    operator: {
      call: async (name) => {
        asked.push(name);
        return answer() as never;
      },
    },
    clock: { now: () => now },
  });

beforeEach(() => {
  asked = [];
  answer = () => newer;
  now = 1_000_000;
});

describe('a newer version', () => {
  it('is told with what is new, and the operator is asked again only hours later', async () => {
    const here = watch('1.1.0');
    expect(await here.state()).toEqual({ ...newer, running: '1.1.0', standing: 'outdated' });
    await here.state();
    expect(asked).toEqual(['clientVersions']);
    now += 6 * 3_600_000;
    await here.state();
    expect(asked).toHaveLength(2);
  });
  it('is not told where the administrator wants none announced, but the end of support is', async () => {
    const silent = { current: null, minimum: null, news: { fr: [], en: [] }, running: '1.1.0', standing: 'unknown' };
    expect(await watch('1.1.0', false).state()).toEqual(silent);
    expect(await watch('0.9.0', false).state()).toMatchObject({ standing: 'unsupported', current: '1.2.0' });
  });
  it('that was told stands while the operator is out of reach, and none is feared before', async () => {
    answer = () => {
      throw new AppError('operator.offline');
    };
    const here = watch('1.1.0');
    expect(await here.state()).toMatchObject({ standing: 'unknown', current: null });
    answer = () => newer;
    expect(await here.state()).toMatchObject({ standing: 'outdated' });
    now += 6 * 3_600_000;
    answer = () => {
      throw new AppError('request.not-found');
    };
    expect(await here.state()).toMatchObject({ standing: 'outdated', current: '1.2.0' });
  });
  it('is looked for nowhere without an operator', async () => {
    const none = createReleaseWatch({ running: '1.0.0', announces: true, operator: null, clock: { now: () => now } });
    expect(await none.state()).toMatchObject({ standing: 'unknown' });
  });
  it('does not hide a fault of ours', async () => {
    answer = () => {
      throw new TypeError('bug');
    };
    await expect(watch('1.0.0').state()).rejects.toThrow(TypeError);
  });
});
