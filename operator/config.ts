/** How an operator is set up. Read from flags, environment or a file, and checked here once. */
import { join } from 'node:path';
import { z } from 'zod';

const keyFiles = z.object({ certificateFile: z.string().min(1), keyFile: z.string().min(1) }).strict();

export const OperatorConfig = z
  .object({
    dataFolder: z.string().min(1),
    host: z.string().default('127.0.0.1'),
    /** 0: any free port. */
    port: z.number().int().min(0).max(65_535).default(0),
    /** As seals and mails name this operator. */
    name: z.string().min(1).max(200).default('Medimail'),
    /** What card assertions must be made for; changes never, whatever address serves it. */
    audience: z.string().min(1).default('urn:medimail:operator'),
    /** `host:port` under which clients reach it; loopback names are always known when it listens there. */
    publicHosts: z.array(z.string()).default([]),
    tls: keyFiles,
    seal: keyFiles,
    timestamp: keyFiles.extend({ policy: z.string().default('1.3.6.1.4.1.13762.3') }),
    trust: z
      .object({
        anchorsFile: z.string().min(1),
        intermediatesFile: z.string().min(1),
        crlsFile: z.string().min(1),
        graceMs: z.number().int().min(0).default(0),
      })
      .strict(),
    /** 32 random bytes; made on first start when it is in the data folder. */
    masterKeyFile: z.string().optional(),
    /** Page that notification mails lead to. */
    readerUrl: z.url().default('https://lecture.medimail.example/'),
    mailFrom: z.email().default('ne-pas-repondre@medimail.example'),
    logLevel: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
    /** Public requests a minute from one address; a hospital is one address. */
    publicRequestsPerMinute: z.number().int().positive().default(600),
  })
  .strict();
export type OperatorConfig = z.infer<typeof OperatorConfig>;

/** Files of a folder laid out as a whole PKI: what demonstrations and tests give instead of a dozen paths. */
export function configOfPkiFolder(folder: string) {
  const keys = (name: string) => ({
    certificateFile: join(folder, `${name}.pem`),
    keyFile: join(folder, `${name}.key`),
  });
  return {
    tls: keys('tls'),
    seal: keys('seal'),
    timestamp: keys('timestamp'),
    trust: {
      anchorsFile: join(folder, 'anchors.pem'),
      intermediatesFile: join(folder, 'intermediates.pem'),
      crlsFile: join(folder, 'crls.pem'),
    },
  };
}
