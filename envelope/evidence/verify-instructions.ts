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
  /** Instant that the head of the log states; null without one. */
  readonly logHeadAt: Date | null;
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

/** Checks NAME.json under NAME.p7s, and that an operator's seal key made it. */
function sealedBlock(name: string, at: Date): string {
  return block(
    `openssl cms -verify -binary -inform DER -in ${name}.p7s -content ${name}.json -signer ${name}-signer.pem \\`,
    `  ${trustOptions(at)} -certfile certificates.pem -purpose any -out /dev/null`,
    `openssl x509 -in ${name}-signer.pem -noout -ext certificatePolicies | grep 'Policy: ${oid.operatorSealPolicy}$'`,
    `openssl x509 -in ${name}-signer.pem -noout -subject -issuer`,
  );
}

export function verifyInstructions(facts: InstructionFacts): string {
  return `${sections(facts).join('\n\n')}\n`;
}

function sections(facts: InstructionFacts): string[] {
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
    sealedBlock('seal', facts.sealedAt),
    '## 3. The statement existed at the time of the timestamp',
    block(
      `openssl ts -verify -data seal.json -in timestamp.tsr -untrusted certificates.pem \\`,
      `  ${anchorOptions(facts.sealedAt)}`,
      'openssl ts -reply -in timestamp.tsr -text',
    ),
    ...signatureSections(facts),
    ...eventSections(facts),
    ...logSections(facts),
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

function logSections(facts: InstructionFacts): string[] {
  if (!facts.hasEvents) return [];
  if (facts.logHeadAt === null) {
    return ['## 6. The log', 'No signed head of the log could be had when these files were made.'];
  }
  return [
    '## 6. The operator signed the log that holds the events',
    `\`log-head.json\` states how many events the operator had recorded, and the root of the Merkle tree over all of them
(RFC 9162). Keep it: together with any later head it shows whether the log was rewritten.`,
    sealedBlock('log-head', facts.logHeadAt),
    `Each event is a leaf under that root. \`inclusion.json\` has on each line the hashes that lead from the event on the
same line of \`events.json\` to the root (RFC 9162 §2.1.3.2).`,
    block(...inclusionScript),
  ];
}

/** POSIX shell and OpenSSL alone. Hashes are in base64, which OpenSSL turns into bytes. */
const inclusionScript = String.raw`(
hash() { openssl dgst -sha256 -binary | openssl base64 -A; }
pair() { { printf '\001'; printf %s "$1" | openssl base64 -d -A; printf %s "$2" | openssl base64 -d -A; } | hash; }
field() { sed -n "$1s/.*\"$2\":\"\{0,1\}\([^\",}]*\).*/\1/p" "$3"; }
root=$(field 1 rootHash log-head.json) size=$(field 1 treeSize log-head.json) line=2
while [ $line -lt "$(wc -l < events.json)" ]; do
  node=$({ printf '\000'; sed -n "$line s/,\$//;$line p" events.json | tr -d '\n'; } | hash)
  place=$(field $line leafIndex inclusion.json) last=$((size - 1))
  for other in $(sed -n "$line s/.*\[\(.*\)\].*/\1/p" inclusion.json | tr -d '"' | tr , ' '); do
    if [ $((place % 2)) = 1 ] || [ "$place" = $last ]; then
      node=$(pair "$other" "$node")
      while [ $((place % 2)) = 0 ] && [ "$place" -gt 0 ]; do place=$((place / 2)) last=$((last / 2)); done
    else
      node=$(pair "$node" "$other")
    fi
    place=$((place / 2)) last=$((last / 2))
  done
  [ "$last $node" = "0 $root" ] || { echo "line $line: not in the log"; exit 1; }
  echo "line $line: in the log"
  line=$((line + 1))
done
)`.split('\n');
