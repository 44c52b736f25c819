/** A retention report as JSON lines (which can be verified), as CSV, and as text for people. */
import type { ErasedLine, ReportLine } from './retention-lines.ts';

/** The text of one line of the report, line ends included; empty where a format has no place for it. */
export type ReportFormat = (line: ReportLine) => string;

const columns: Readonly<Record<string, (line: ErasedLine) => string | number>> = {
  envelope_id: (line) => line.envelopeId,
  sha256: (line) => line.sha256,
  deposited_at: (line) => line.depositedAt,
  sealed_at: (line) => line.sealedAt,
  expires_at: (line) => line.expiresAt,
  erased_at: (line) => line.erasedAt,
  event_seq: (line) => line.seq,
  tree_size: (line) => line.proof?.treeSize ?? '',
  inclusion_path: (line) => line.proof?.path.join(' ') ?? '',
  left: (line) => line.left.join(' '),
};

/** No value needs quotes: ids, hashes in hexadecimal or base64, instants and numbers. */
function csv(line: ReportLine): string {
  if (line.type === 'report') return `${Object.keys(columns).join(',')}\n`;
  if (line.type === 'end') return '';
  return `${Object.values(columns)
    .map((column) => column(line))
    .join(',')}\n`;
}

function text(line: ReportLine): string {
  switch (line.type) {
    case 'report': {
      const range = `from ${line.from ?? 'the first'} to ${line.to ?? 'the last'}`;
      return `What ${line.operator} erased, ${range}, as of ${line.madeAt}\nlog head: ${line.logHead?.statement ?? 'none was signed yet'}\n\n`;
    }
    case 'erased': {
      const proof = line.proof ? `in the signed log of ${line.proof.treeSize}` : 'in no signed head yet';
      const left = line.left.length === 0 ? 'nothing is left' : `LEFT: ${line.left.join(', ')}`;
      return [
        `${line.envelopeId}  ${left}`,
        `  sha-256    ${line.sha256}`,
        `  deposited  ${line.depositedAt}`,
        `  sealed     ${line.sealedAt}`,
        `  due        ${line.expiresAt}`,
        `  erased     ${line.erasedAt}, event ${line.seq}, ${proof}\n\n`,
      ].join('\n');
    }
    case 'end':
      return [
        `${line.erased} erased; ${line.unproven} in no signed head yet; something left of ${line.withRemnants}`,
        `due and held: ${line.held}; due and waiting for the next run: ${line.waiting}\n`,
      ].join('\n');
  }
}

export const reportFormats = {
  json: (line: ReportLine) => `${JSON.stringify(line)}\n`,
  csv,
  text,
} satisfies Record<string, ReportFormat>;
