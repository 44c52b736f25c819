/**
 * Stretching a password into key material: Argon2id (RFC 9106), the one slow function of the key file. Its cost travels
 * with the wrap, within bounds, so that neither a later default nor a tampered file changes what opens, or fills memory.
 */
import { hashRaw } from '@node-rs/argon2';
import { z } from 'zod';

/** RFC 9106 §4, second recommendation: 64 MiB, three passes. */
export const passwordCost: Argon2Cost = { memoryKib: 65_536, passes: 3, lanes: 1 };

/** From the least that is worth its name to the most that a small workstation bears. */
export const Argon2Cost = z.object({
  memoryKib: z.number().int().min(19_456).max(262_144),
  passes: z.number().int().min(2).max(10),
  lanes: z.number().int().min(1).max(4),
});
export type Argon2Cost = z.infer<typeof Argon2Cost>;

/** From this many characters on a password protects a mailbox without the operator's help (protocol.md §7). */
const STANDALONE_CHARACTERS = 12;
const STRETCHED_BYTES = 32;
/** `Algorithm.Argon2id`: a const enum, which has no value to import. */
const ARGON2ID = 2;

/** The form that is stretched: « é » typed on two keyboards is the same (RFC 8265 §4.2). */
function normalized(password: string): string {
  return password.normalize('NFC');
}

/** Whether what this password wraps stays shut to who has the disk and time. */
export function standsAlone(password: string): boolean {
  return [...normalized(password)].length >= STANDALONE_CHARACTERS;
}

/** 32 bytes; takes the memory and time that `cost` says. */
export async function stretchPassword(password: string, salt: Uint8Array, cost: Argon2Cost): Promise<Uint8Array> {
  const bytes = new TextEncoder().encode(normalized(password));
  try {
    return await hashRaw(bytes, {
      algorithm: ARGON2ID,
      memoryCost: cost.memoryKib,
      timeCost: cost.passes,
      parallelism: cost.lanes,
      outputLen: STRETCHED_BYTES,
      salt,
    });
  } finally {
    bytes.fill(0);
  }
}
