/** What the main process does for a page: saving obeys the administrator, whatever is saved. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type AppPorts, appHandlers } from '../../main/supervisor/app-handlers.ts';
import { createIncidents } from '../../main/supervisor/incidents.ts';
import { createSaveFolders } from '../../main/supervisor/save-folders.ts';

const folder = mkdtempSync(join(tmpdir(), 'medimail-handlers-'));
for (const name of ['depots', 'ailleurs']) mkdirSync(join(folder, name));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const asked = vi.fn<(suggestedName: string) => Promise<string | null>>();
const written = vi.fn<AppPorts['writeText']>(async () => undefined);
const supervisor = {
  grant: () => '019a0000-0000-7000-8000-000000000001',
  invoke: async () => ({ ok: false, error: { code: 'session.closed', retry: 'never' } }),
};
const handlers = () =>
  appHandlers(
    supervisor as never,
    {
      dialogs: { chooseDestination: asked },
      saveFolders: createSaveFolders([join(folder, 'depots')]),
      incidents: createIncidents(),
      report: { version: '1.0.0', policy: {} },
      writeText: written,
    } as never,
  );

beforeEach(() => {
  asked.mockReset();
  written.mockClear();
});

describe('saving where the administrator named folders', () => {
  it('puts documents and the report for support there', async () => {
    asked.mockImplementation(async (name) => join(folder, 'depots', name));
    const { chooseDestination, deliverSupportReport } = handlers();
    expect((await chooseDestination({ suggestedName: 'CR.pdf' })).grantId).not.toBeNull();
    expect(await deliverSupportReport({ to: 'file' })).toEqual({ done: true });
    expect(written).toHaveBeenCalledWith(join(folder, 'depots', 'medimail-rapport.txt'), expect.any(String));
  });
  it('puts neither anywhere else, and says so', async () => {
    asked.mockImplementation(async (name) => join(folder, 'ailleurs', name));
    const { chooseDestination, deliverSupportReport } = handlers();
    const refused = { code: 'policy.folder-not-allowed' };
    await expect(chooseDestination({ suggestedName: 'CR.pdf' })).rejects.toMatchObject(refused);
    await expect(deliverSupportReport({ to: 'file' })).rejects.toMatchObject(refused);
    expect(written).not.toHaveBeenCalled();
  });
  it('writes nothing where the choice was given up', async () => {
    asked.mockResolvedValue(null);
    expect(await handlers().deliverSupportReport({ to: 'file' })).toEqual({ done: false });
    expect(written).not.toHaveBeenCalled();
  });
});
