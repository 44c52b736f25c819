/** The text of VERIFY.md. Its fenced commands run as written from the evidence folder; a test does so. */
import { oid } from '../x509/oids.ts';

export interface InstructionFacts {
  /** The instant that the timestamp states. */
  readonly sealedAt: Date;
  readonly isSigned: boolean;
  /** SHA-256 of the sender's signature value, hexadecimal; null without a timestamp on it. */
  readonly signatureTimestampDigest: string | null;
  /** Instant for which crls.pem holds; null when there is none. */
  readonly revocationAt: Date | null;
  readonly hasEvents: boolean;
}

/** Options that make `openssl ts` trust this folder's anchors, as of an instant; it knows no others by itself. */
function anchorOptions(at: Date): string {
  return `-CAfile trust.pem -attime ${Math.ceil(at.getTime() / 1000)}`;
}

/** The same for `openssl cms` and `verify`, which would trust the machine's own anchors besides. */
function trustOptions(at: Date): string {
  return `${anchorOptions(at)} -no-CApath -no-CAstore`;
}

const block = (...lines: readonly string[]): string => `\`\`\`sh\n${lines.join('\n')}\n\`\`\``;

export function verifyInstructions(facts: InstructionFacts): string {
  return `${sections(facts).join('\n\n')}\n`;
}

function sections(facts: InstructionFacts): string[] {
  const trust = trustOptions(facts.sealedAt);
  return [
    '# How to verify this envelope',
    `These files prove what was sealed, when, and by whom. They can be checked with OpenSSL 3 alone, from this folder. The
certificates are judged at ${facts.sealedAt.toISOString()}, the time of the timestamp (\`-attime\`), so that the check gives the
same answer after they have expired. \`trust.pem\` holds the authorities that all trust rests on: compare their
fingerprints with those that the authorities publish.`,
    block('openssl crl2pkcs7 -nocrl -certfile trust.pem | openssl pkcs7 -print_certs -noout'),
    '## 1. The message is the one that was sealed',
    'The SHA-256 of `message.eml` stands in the operator’s statement, `seal.json`, as that of the message.',
    block(
      'openssl dgst -sha256 message.eml',
      `grep -qF "\\"message\\":{\\"sha256\\":\\"$(openssl dgst -sha256 -r message.eml | cut -c 1-64)\\"" seal.json`,
    ),
    '## 2. The operator signed the statement',
    `Any professional of the trust space has a key that signs. That this one is an operator’s seal is said by its authority,
with the certificate policy ${oid.operatorSealPolicy}.`,
    block(
      'openssl cms -verify -binary -inform DER -in seal.p7s -content seal.json -signer seal-signer.pem \\',
      `  ${trust} -certfile certificates.pem -purpose any -out /dev/null`,
      `openssl x509 -in seal-signer.pem -noout -ext certificatePolicies | grep 'Policy: ${oid.operatorSealPolicy}$'`,
      'openssl x509 -in seal-signer.pem -noout -subject -issuer',
    ),
    '## 3. The statement existed at the time of the timestamp',
    block(
      `openssl ts -verify -data seal.json -in timestamp.tsr -untrusted certificates.pem \\`,
      `  ${anchorOptions(facts.sealedAt)}`,
      'openssl ts -reply -in timestamp.tsr -text',
    ),
    ...signatureSections(facts),
    ...eventSections(facts),
  ];
}

function signatureSections(facts: InstructionFacts): string[] {
  if (!facts.isSigned) return ['## 4. The sender’s signature', 'The sender did not sign this message.'];
  const found = [
    '## 4. The sender signed the message',
    '`signer.pem` is the certificate of the hand that signed; the command writes it anew, out of the signature.',
    block(
      'openssl cms -verify -inform SMIME -in message.eml -certfile certificates.pem -signer signer.pem \\',
      `  ${trustOptions(facts.sealedAt)} -purpose any -out /dev/null`,
      'openssl x509 -in signer.pem -noout -subject -issuer -dates -fingerprint -sha256',
    ),
  ];
  if (facts.revocationAt !== null) {
    found.push(
      'It was not revoked then, as the lists of its authorities say (`crls.pem`).',
      block(
        'openssl verify -crl_check_all -CRLfile crls.pem -untrusted certificates.pem -purpose any \\',
        `  ${trustOptions(facts.revocationAt)} signer.pem`,
      ),
    );
  }
  if (facts.signatureTimestampDigest !== null) {
    found.push(
      `The signature itself was timestamped: the digest below is the SHA-256 of its value, which
\`openssl cms -cmsout -print -inform SMIME -in message.eml\` shows.`,
      block(
        `openssl ts -verify -digest ${facts.signatureTimestampDigest} -in signature-timestamp.tsr \\`,
        `  -untrusted certificates.pem ${anchorOptions(facts.sealedAt)}`,
      ),
    );
  }
  return found;
}

function eventSections(facts: InstructionFacts): string[] {
  if (!facts.hasEvents) return [];
  return [
    '## 5. The events',
    `Each line of \`events.json\` between the brackets is one event, exactly as it was hashed once the comma at its end is
removed. Its SHA-256 is the \`previousHash\` of the event whose \`seq\` is the next number, in this envelope or another.
The command gives the hash of the first one.`,
    block("sed -n 2p events.json | sed 's/,$//' | tr -d '\\n' | openssl dgst -sha256"),
  ];
}
