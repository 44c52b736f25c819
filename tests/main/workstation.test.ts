/** What is chosen for a workstation, within what its administrator allows. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { autostartFile } from '../../main/electron/autostart.ts';
import { reachableBounds } from '../../main/electron/window-place.ts';
import { createWorkstation, type KeptChoices } from '../../main/supervisor/workstation-settings.ts';

/** Something that the system keeps. */
function choice() {
  let isOn = false;
  return {
    isSet: () => isOn,
    set: (on: boolean) => {
      isOn = on;
    },
  };
}

function workstation(idleLimitSeconds: number, isTheirOwn = true) {
  let kept: KeptChoices = { locale: 'fr', theme: 'system', idleMinutes: null, staysInTray: false };
  return createWorkstation({
    kept: () => kept,
    keep: (change) => {
      kept = { ...kept, ...change };
    },
    idleLimitSeconds,
    loginItem: isTheirOwn ? choice() : null,
    mailLinks: isTheirOwn ? choice() : null,
    mayStayInTray: isTheirOwn,
  });
}

describe('automatic locking', () => {
  it('comes at the administrator’s limit until an earlier time is chosen', () => {
    const here = workstation(30 * 60);
    expect(here.idleSeconds()).toBe(30 * 60);
    expect(here.change({ idleMinutes: 5 })).toMatchObject({ idleMinutes: 5, idleLimitMinutes: 30 });
    expect(here.idleSeconds()).toBe(5 * 60);
  });
  it('never comes later than the limit, nor than two hours', () => {
    expect(() => workstation(30 * 60).change({ idleMinutes: 31 })).toThrow('request.invalid');
    const lax = workstation(12 * 3_600);
    expect(lax.settings()).toMatchObject({ idleMinutes: 120, idleLimitMinutes: 120 });
    expect(lax.idleSeconds()).toBe(2 * 3_600);
  });
  it('follows a limit below a minute', () => {
    expect(workstation(3).idleSeconds()).toBe(3);
  });
});

describe('starting with the session', () => {
  it('is off until chosen, and can be taken back', () => {
    const here = workstation(600);
    expect(here.settings().startsWithSession).toBe(false);
    expect(here.change({ startsWithSession: true }).startsWithSession).toBe(true);
    expect(here.change({ startsWithSession: false }).startsWithSession).toBe(false);
  });
  it('is refused where it is not this user’s to decide', () => {
    const here = workstation(600, false);
    expect(here.settings().mayStartWithSession).toBe(false);
    expect(() => here.change({ startsWithSession: true })).toThrow('auth.forbidden');
  });
});

describe('staying in the tray and opening mail links', () => {
  it('are off until they are chosen', () => {
    const here = workstation(600);
    expect(here.settings()).toMatchObject({ staysInTray: false, opensMailLinks: false });
    expect(here.change({ staysInTray: true, opensMailLinks: true })).toMatchObject({
      staysInTray: true,
      opensMailLinks: true,
    });
    expect(here.staysInTray()).toBe(true);
    expect(here.change({ opensMailLinks: false })).toMatchObject({ staysInTray: true, opensMailLinks: false });
  });
  it('are refused on a workstation that several people share, whatever its file says', () => {
    const here = workstation(600, false);
    expect(here.settings()).toMatchObject({ mayStayInTray: false, mayOpenMailLinks: false });
    expect(() => here.change({ staysInTray: true })).toThrow('auth.forbidden');
    expect(() => here.change({ opensMailLinks: true })).toThrow('auth.forbidden');
    expect(here.staysInTray()).toBe(false);
  });
});

describe('the autostart entry', () => {
  it('starts the program, whatever its path holds, and goes without a trace', () => {
    const folder = mkdtempSync(join(tmpdir(), 'medimail-autostart-'));
    try {
      const item = autostartFile(folder, '/opt/Mes "outils" $HOME/50%/medimail');
      expect(item.isSet()).toBe(false);
      item.set(true);
      const entry = readFileSync(join(folder, 'autostart', 'medimail.desktop'), 'utf8');
      expect(entry).toContain('Exec="/opt/Mes \\\\"outils\\\\" \\\\$HOME/50%%/medimail"');
      expect(item.isSet()).toBe(true);
      item.set(false);
      item.set(false);
      expect(item.isSet()).toBe(false);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('the place of the window', () => {
  const screens = [
    { x: 0, y: 0, width: 1_920, height: 1_040 },
    { x: 1_920, y: -200, width: 1_280, height: 1_024 },
  ];
  it.each([
    ['on the first screen', { x: 100, y: 80, width: 1_440, height: 900 }],
    ['on the second', { x: 2_000, y: -150, width: 1_000, height: 700 }],
    ['half on one', { x: -1_300, y: 0, width: 1_440, height: 900 }],
    ['nowhere in particular', { width: 1_440, height: 900 }],
  ])('is kept %s', (_where, bounds) => {
    expect(reachableBounds(bounds, screens)).toEqual(bounds);
  });
  it.each([
    ['on a screen that was unplugged', { x: 4_000, y: 100, width: 1_440, height: 900 }],
    ['with its top out of reach', { x: 100, y: -300, width: 1_440, height: 900 }],
    ['with a sliver left', { x: -1_400, y: 0, width: 1_440, height: 900 }],
  ])('is given up %s, and its size kept', (_where, bounds) => {
    expect(reachableBounds(bounds, screens)).toEqual({ width: 1_440, height: 900 });
  });
});
