/**
 * What the administrator decided for this workstation: the machine's policy file, and, in builds that are not packaged,
 * the environment. A packaged build takes neither operator nor trust from the user's hands.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** The policy file; `resources/policy/policy.schema.json` is made from it. Unknown names are refused, so typing errors show. */
export const PolicyFile = z
  .object({
    $schema: z.string().optional(),
    operatorUrl: z
      .url()
      .regex(/^https:\/\//)
      .optional()
      .describe('Address of the operator'),
    operatorAuthorities: z
      .array(z.string())
      .optional()
      .describe("PEM files of authorities accepted for the operator's TLS certificate, beside the system's"),
    cardAnchors: z.array(z.string()).optional().describe('PEM files of the trust anchors of professional cards'),
    operatorAnchors: z
      .array(z.string())
      .optional()
      .describe("PEM files of the trust anchors of the operator's seals and timestamps"),
    readers: z.array(z.string().min(1).max(200)).optional().describe('Card readers to use; all when absent'),
    modulePath: z.string().optional().describe('PKCS#11 module to use instead of the known ones'),
    sharedWorkstation: z
      .boolean()
      .optional()
      .describe('Several people use this workstation: nothing is archived on it'),
    announceUpdates: z
      .boolean()
      .optional()
      .describe('Say when the operator names a newer version (default); one that is not supported is always told'),
    idleMinutes: z.number().int().min(1).max(720).optional().describe('Minutes without activity before locking'),
  })
  .strict();
export type PolicyFile = z.infer<typeof PolicyFile>;

/** The decisions, complete. */
export interface Policy {
  /** Null when nobody configured one: signing in answers `operator.not-configured`. */
  readonly operatorUrl: string | null;
  readonly operatorAuthorities: readonly string[];
  readonly cardAnchors: readonly string[];
  readonly operatorAnchors: readonly string[];
  readonly readers: readonly string[] | null;
  readonly modulePath: string | null;
  readonly sharedWorkstation: boolean;
  readonly announcesUpdates: boolean;
  readonly idleSeconds: number;
  readonly undoSeconds: number | null;
}

export interface PolicySources {
  readonly isPackaged: boolean;
  /** Folder of the packaged resources. */
  readonly resourcesFolder: string;
  readonly environment: NodeJS.ProcessEnv;
  /** The administrator's file (`policyPath`). */
  readonly policyFile: string;
}

const DEFAULT_IDLE_MINUTES = 120;

/** Where the administrator's file lies: fixed, writable by administrators only, and not named by the environment. */
export function policyPath(platform: NodeJS.Platform): string {
  if (platform === 'win32') return 'C:\\ProgramData\\Medimail\\policy.json';
  if (platform === 'darwin') return '/Library/Application Support/Medimail/policy.json';
  return '/etc/medimail/policy.json';
}

/** A policy file that is there and makes no sense stops the program: ignoring it would loosen what it demands. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
}

function readFile(path: string): PolicyFile {
  if (!existsSync(path)) return {};
  try {
    return PolicyFile.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new PolicyError(`${path}: ${why}`, { cause: error });
  }
}

/** Trust anchors shipped with a release; a development tree has none. */
function shippedAnchors(folder: string, name: string): string[] {
  const file = join(folder, 'trust', name);
  return existsSync(file) ? [file] : [];
}

/** Reads all sources. Throws `PolicyError`. */
export function readPolicy(sources: PolicySources): Policy {
  const { environment, isPackaged, resourcesFolder } = sources;
  const override = isPackaged ? undefined : environment['MEDIMAIL_POLICY'];
  const file = readFile(override ?? sources.policyFile);
  const development = isPackaged ? {} : fromEnvironment(environment);
  const cardAnchors = file.cardAnchors ?? shippedAnchors(resourcesFolder, 'cards.pem');
  const operatorAnchors = file.operatorAnchors ?? shippedAnchors(resourcesFolder, 'operator.pem');
  const policy: Policy = {
    operatorUrl: file.operatorUrl ?? null,
    operatorAuthorities: file.operatorAuthorities ?? [],
    cardAnchors,
    operatorAnchors,
    readers: file.readers ?? null,
    modulePath: file.modulePath ?? null,
    sharedWorkstation: file.sharedWorkstation ?? false,
    announcesUpdates: file.announceUpdates ?? true,
    idleSeconds: (file.idleMinutes ?? DEFAULT_IDLE_MINUTES) * 60,
    undoSeconds: null,
    ...development,
  };
  // Without anchors no certificate can be judged, so nobody may sign in.
  const isTrusting = policy.cardAnchors.length > 0 && policy.operatorAnchors.length > 0;
  return isTrusting ? policy : { ...policy, operatorUrl: null };
}

/** What development, demo and tests set: `MEDIMAIL_OPERATOR_URL`, `MEDIMAIL_TRUST_DIR` (with `anchors.pem`), … */
function fromEnvironment(environment: NodeJS.ProcessEnv): Partial<Policy> {
  const trust = environment['MEDIMAIL_TRUST_DIR'];
  const anchors = trust ? [join(trust, 'anchors.pem')] : null;
  const url = environment['MEDIMAIL_OPERATOR_URL'];
  const readers = environment['MEDIMAIL_READERS'];
  const modulePath = environment['MEDIMAIL_PKCS11_MODULE'];
  const shared = environment['MEDIMAIL_SHARED_WORKSTATION'];
  const idle = environment['MEDIMAIL_IDLE_SECONDS'];
  const undo = environment['MEDIMAIL_UNDO_SECONDS'];
  return {
    ...(url ? { operatorUrl: url } : {}),
    ...(anchors ? { cardAnchors: anchors, operatorAnchors: anchors, operatorAuthorities: anchors } : {}),
    ...(readers ? { readers: z.array(z.string()).parse(JSON.parse(readers)) } : {}),
    ...(modulePath ? { modulePath } : {}),
    ...(shared ? { sharedWorkstation: shared === '1' } : {}),
    ...(idle ? { idleSeconds: Number(idle) } : {}),
    ...(undo ? { undoSeconds: Number(undo) } : {}),
  };
}
