/** Versions of the program: which is older, and what follows for the one that runs. */
import { describe, expect, it } from 'vitest';
import { type ClientVersions, compareVersions, ReleaseVersion, standingOf } from '../../contract/model/release.ts';

const said = (part: Partial<ClientVersions>): ClientVersions => ({
  current: null,
  minimum: null,
  news: { fr: [], en: [] },
  ...part,
});

describe('versions', () => {
  it('are compared by numbers, not by letters', () => {
    expect(compareVersions('1.10.0', '1.9.9')).toBeGreaterThan(0);
    expect(compareVersions('2.0.0', '10.0.0')).toBeLessThan(0);
    expect(compareVersions('1.2.3', '1.2.3')).toBe(0);
  });
  it.each(['1.2', '1.2.3-beta', 'v1.2.3', '01.2.3', '1.2.3 ', ''])('are never « %s »', (text) => {
    expect(ReleaseVersion.safeParse(text).success).toBe(false);
  });
});

describe('the version that runs', () => {
  it.each([
    ['1.2.0', { current: '1.2.0', minimum: '1.0.0' }, 'current'],
    ['1.3.0', { current: '1.2.0' }, 'current'],
    ['1.1.9', { current: '1.2.0', minimum: '1.0.0' }, 'outdated'],
    ['0.9.0', { current: '1.2.0', minimum: '1.0.0' }, 'unsupported'],
    ['1.0.0', {}, 'unknown'],
    ['development', { current: '1.2.0', minimum: '1.0.0' }, 'unknown'],
  ] as const)('%s under %o is %s', (running, versions, standing) => {
    expect(standingOf(running, said(versions))).toBe(standing);
  });
});
