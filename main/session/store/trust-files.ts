/**
 * What this workstation trusts: anchors from its configuration, never from the network; intermediates and revocation
 * lists as the operator last gave them, kept in a file because cards are judged before any store is open. They are
 * public and signed by those they come from.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { routes } from '../../../contract/api/routes.ts';
import type { TrustStore } from '../../../envelope/x509/chain.ts';
import { makePrivateFolder, readTextIfThere, writeFileDurably } from './durable-file.ts';

const Material = routes.validationMaterial.response;
type Material = z.infer<typeof Material>;

export interface Trust {
  cards(): TrustStore;
  operator(): TrustStore;
  /** Reads what was kept. */
  load(): Promise<void>;
  /** Takes what the operator gives now, and keeps it. */
  update(material: Material): Promise<void>;
}

/** Texts of PEM files. A configured file that cannot be read is a fault of the installation. */
export function readPemTexts(paths: readonly string[]): string[] {
  return paths.map((path) => readFileSync(path, 'utf8'));
}

/** Certificates (DER) of PEM files. */
function readPemFiles(paths: readonly string[]): Uint8Array[] {
  return readPemTexts(paths).flatMap((text) => {
    const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
    return blocks.map((block) => Buffer.from(block.replace(/-----[^-]+-----|\s/g, ''), 'base64'));
  });
}

/** Trust over the anchors' files; the rest is kept in `folder`. */
export function createTrust(options: {
  readonly folder: string;
  readonly cardAnchors: readonly string[];
  readonly operatorAnchors: readonly string[];
}): Trust {
  const path = join(options.folder, 'validation.json');
  const cardAnchors = readPemFiles(options.cardAnchors);
  const operatorAnchors = readPemFiles(options.operatorAnchors);
  let intermediates: readonly Uint8Array[] = [];
  let crls: readonly Uint8Array[] = [];

  const take = (material: Material) => {
    const decode = (all: readonly string[]) => all.map((text) => Buffer.from(text, 'base64'));
    intermediates = decode(material.intermediates);
    crls = decode(material.crls);
  };
  return {
    cards: () => ({ anchors: cardAnchors, intermediates, crls }),
    operator: () => ({ anchors: operatorAnchors, intermediates, crls }),
    async load() {
      const text = await readTextIfThere(path);
      const parsed = Material.safeParse(text === null ? null : parseJson(text));
      // Damaged or older: the operator gives it again at the first contact.
      if (parsed.success) take(parsed.data);
    },
    async update(material) {
      take(material);
      await makePrivateFolder(options.folder);
      await writeFileDurably(path, JSON.stringify(material));
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
