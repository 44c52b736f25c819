import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cast } from './pki/people.ts';
import { createPki } from './pki/pki.ts';
import { type CardDesk, openCardDesk, tellCardDesk } from './virtual-card/card-desk.ts';
import { type CardProcesses, startCardProcesses } from './virtual-card/card-processes.ts';

let directory: string;
let socketPath: string;
let desk: CardDesk;
let cards: CardProcesses;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'medimail-desk-test-'));
  socketPath = join(directory, 'desk.sock');
  const pki = await createPki();
  const files = [await pki.issueCard(cast['claire-martin']), await pki.issueCard(cast['paul-leroy'])];
  desk = await openCardDesk({ cards: files, socketPath });
  cards = startCardProcesses(desk.pcscd.environment);
});

afterAll(async () => {
  await cards.close();
  await desk.close();
  rmSync(directory, { recursive: true });
});

it('moves cards between two readers on command, as PC/SC sees', async () => {
  const [left, right] = desk.pcscd.readers;
  expect(await tellCardDesk(socketPath, 'insert claire-martin')).toBe('claire-martin is in reader 0');
  expect(await tellCardDesk(socketPath, 'insert paul-leroy 1')).toBe('paul-leroy is in reader 1');
  await cards.waitForCard(left.name, 'present');
  await cards.waitForCard(right.name, 'present');
  const [first, second] = [
    await cards.tokens.call('readCard', { reader: left.name }),
    await cards.tokens.call('readCard', { reader: right.name }),
  ];
  expect(first.serial).not.toBe(second.serial);
  expect(await tellCardDesk(socketPath, 'status')).toContain(`${left.name}: claire-martin, 3 tries left`);
  expect(await tellCardDesk(socketPath, 'remove')).toBe('reader 0 is empty');
  await cards.waitForCard(left.name, 'absent');
  expect(await tellCardDesk(socketPath, 'status')).toContain(`${left.name}: empty`);
});

it('says what is wrong with a command', async () => {
  await expect(tellCardDesk(socketPath, 'insert nobody')).rejects.toThrow('no card called nobody');
  await expect(tellCardDesk(socketPath, 'insert claire-martin 2')).rejects.toThrow('the readers are 0 and 1');
  await expect(tellCardDesk(socketPath, 'eject')).rejects.toThrow('expected');
});
