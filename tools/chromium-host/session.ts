/** `session` and `protocol`: in-memory partitions, the product's own schemes, permissions, downloads and requests. */
import { EventEmitter } from 'node:events';
import type Electron from 'electron';
import { emulated, NotEmulatedError } from './emulated.ts';

type PermissionHandler = Parameters<Electron.Session['setPermissionRequestHandler']>[0];
type BeforeRequest = Parameters<Electron.WebRequest['onBeforeRequest']>[0];
type SchemeHandler = Parameters<Electron.Protocol['handle']>[1];

const privileged = new Set<string>();

/** `protocol`, before any window exists. Handlers belong to a session, never to a default one on disk. */
export const protocol = emulated('protocol', {
  registerSchemesAsPrivileged(schemes: Electron.CustomScheme[]): void {
    for (const { scheme, privileges } of schemes) {
      if (!privileges?.standard || !privileges.secure) {
        throw new NotEmulatedError(`scheme ${scheme} that is not standard and secure`);
      }
      if (privileges.bypassCSP || privileges.corsEnabled) throw new NotEmulatedError(`these privileges of ${scheme}`);
      privileged.add(scheme);
    }
  },
} satisfies Partial<Electron.Protocol>);

/** One in-memory session. */
export class EmulatedSession
  extends EventEmitter
  implements
    Pick<
      Electron.Session,
      | 'setPermissionRequestHandler'
      | 'setPermissionCheckHandler'
      | 'setDevicePermissionHandler'
      | 'setSpellCheckerEnabled'
      | 'resolveProxy'
    >
{
  readonly partition: string;
  readonly handlers = new Map<string, SchemeHandler>();
  beforeRequest: BeforeRequest = null;
  permissionHandler: PermissionHandler = null;
  #spellChecker = true;

  constructor(partition: string) {
    super();
    if (partition.startsWith('persist:')) throw new NotEmulatedError('a session kept on disk');
    this.partition = partition;
  }

  readonly protocol = emulated('session.protocol', {
    handle: (scheme: string, handler: SchemeHandler): void => {
      if (!privileged.has(scheme)) throw new NotEmulatedError(`scheme ${scheme} that was not registered`);
      this.handlers.set(scheme, handler);
    },
    isProtocolHandled: (scheme: string): boolean => this.handlers.has(scheme),
  } satisfies Partial<Electron.Protocol>);

  readonly webRequest = emulated('session.webRequest', {
    onBeforeRequest: (...args: [BeforeRequest] | [Electron.WebRequestFilter, BeforeRequest]): void => {
      const [listener] = args;
      if (args.length > 1 || (listener !== null && typeof listener !== 'function')) {
        throw new NotEmulatedError('webRequest.onBeforeRequest with a filter');
      }
      this.beforeRequest = listener;
    },
  } satisfies Partial<Electron.WebRequest>);

  setPermissionRequestHandler(handler: PermissionHandler): void {
    this.permissionHandler = handler;
  }

  /** Kept for its signature: Chromium here asks nobody, and windows are denied every permission. */
  setPermissionCheckHandler(handler: Parameters<Electron.Session['setPermissionCheckHandler']>[0]): void {
    if (handler?.(null, 'media', 'null', { isMainFrame: true, requestingUrl: '' })) {
      throw new NotEmulatedError('a granted permission');
    }
  }

  setDevicePermissionHandler(handler: Parameters<Electron.Session['setDevicePermissionHandler']>[0]): void {
    const device = { deviceType: 'usb', origin: 'null', device: {} } as Electron.DevicePermissionHandlerHandlerDetails;
    if (handler?.(device)) throw new NotEmulatedError('a granted device');
  }

  setSpellCheckerEnabled(enable: boolean): void {
    if (enable) throw new NotEmulatedError('the spell checker');
    this.#spellChecker = false;
  }

  get spellCheckerEnabled(): boolean {
    return this.#spellChecker;
  }

  /** As a PAC answer; tests set the variable. */
  async resolveProxy(_url: string): Promise<string> {
    return process.env['MEDIMAIL_HOST_PROXY'] ?? 'DIRECT';
  }

  /** Asks the product about one request; true lets it through. */
  async allows(details: { url: string; method: string; resourceType: string; id: number }): Promise<boolean> {
    const listener = this.beforeRequest;
    if (!listener) return true;
    const answer = await new Promise<Electron.CallbackResponse>((resolve) => {
      listener({ ...details, referrer: '', timestamp: Date.now(), uploadData: [] } as never, resolve);
    });
    if (answer.redirectURL) throw new NotEmulatedError('webRequest redirection');
    return answer.cancel !== true;
  }
}

const partitions = new Map<string, EmulatedSession>();

/** `session`. */
export const session = emulated('session', {
  fromPartition(partition: string): EmulatedSession {
    const found = partitions.get(partition) ?? emulated('Session', new EmulatedSession(partition));
    partitions.set(partition, found);
    return found;
  },
});
