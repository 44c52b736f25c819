/** How an operator is set up. Read from flags, environment or a file, and checked here once. */
import { join } from 'node:path';
import { z } from 'zod';
import { MIN_PASSWORD_LENGTH } from '../contract/model/password.ts';
import { ClientVersions, compareVersions, ReleaseVersion } from '../contract/model/release.ts';
import type { MailPolicy } from './services/compose-mail.ts';

const keyFiles = z.object({ certificateFile: z.string().min(1), keyFile: z.string().min(1) }).strict();

const loopbackHosts = new Set(['127.0.0.1', '::1', 'localhost']);

/** Numeric, so that nothing resolves it to another place. */
const loopbackAddress = z.string().regex(/^(127(\.\d{1,3}){3}|::1)$/, 'an address of loopback: 127.0.0.1 or ::1');

const postgresUrl = z
  .url({ protocol: /^postgres(ql)?$/ })
  .refine((url) => new URL(url).password === '', 'the password is in passwordFile')
  .refine((url) => [...new URL(url).searchParams.keys()].every((key) => key === 'host' || key === 'user'), {
    message: 'nothing but host and user may follow the question mark',
  });

/** A mail server. Without TLS only on this machine, and a password never without TLS. */
const SmtpConfig = z
  .object({
    host: z.string().min(1).max(253),
    port: z.number().int().min(1).max(65_535).default(587),
    /** `starttls` is demanded (RFC 3207), `tls` from the first byte (RFC 8314), `none` on loopback alone. */
    security: z.enum(['starttls', 'tls', 'none']).default('starttls'),
    /** Authorities of the server's certificate, PEM; those of the system unless given. */
    caFile: z.string().min(1).optional(),
    user: z.string().min(1).max(320).optional(),
    /** The password and nothing else, but for a line end. */
    passwordFile: z.string().min(1).optional(),
    maxConnections: z.number().int().min(1).max(20).default(5),
  })
  .strict()
  .refine(({ user, passwordFile }) => (user === undefined) === (passwordFile === undefined), {
    message: 'user and passwordFile go together',
    path: ['passwordFile'],
  })
  .refine(({ security, host }) => security !== 'none' || loopbackHosts.has(host), {
    message: 'mails leave this machine under TLS alone',
    path: ['security'],
  })
  .refine(({ security, user }) => security !== 'none' || user === undefined, {
    message: 'a password needs TLS',
    path: ['user'],
  });
export type SmtpConfig = z.infer<typeof SmtpConfig>;

/** A bucket of an S3-compatible server. Without TLS only on this machine. */
const S3Config = z
  .object({
    /** `https://s3.region.example`, without the bucket. */
    endpoint: z.url({ protocol: /^https?$/ }),
    region: z.string().min(1).max(64).default('us-east-1'),
    bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'the name of a bucket'),
    /** Before the name of every object, for a bucket that others use too: `medimail/`. */
    prefix: z
      .string()
      .regex(/^([A-Za-z0-9._-]+\/)*$/, 'folders, each with its slash')
      .max(200)
      .default(''),
    accessKey: z.string().min(1).max(256),
    /** The secret key and nothing else, but for a line end. */
    secretKeyFile: z.string().min(1),
    /** Authorities of the server's certificate, PEM; those of the system unless given. */
    caFile: z.string().min(1).optional(),
    /** Whether the bucket stands in the path, as with most servers but Amazon's, or in the host name. */
    pathStyle: z.boolean().default(true),
  })
  .strict()
  .refine(({ endpoint }) => endpoint.startsWith('https:') || loopbackHosts.has(new URL(endpoint).hostname), {
    message: 'contents leave this machine under TLS alone',
    path: ['endpoint'],
  });
export type S3Config = z.infer<typeof S3Config>;

/** Where contents above 64 KiB are kept, when it is not in the data folder. */
const BlobsConfig = z
  .object({
    s3: S3Config.optional(),
    /** The same folder at each node, of a file system that they share; for nodes on a PostgreSQL server. */
    folder: z.string().min(1).optional(),
  })
  .strict()
  .refine(({ s3, folder }) => (s3 === undefined) !== (folder === undefined), { message: 'a bucket or a folder' });

/** What sends codes by telephone. Without TLS only on this machine. */
const PhoneGatewayConfig = z
  .object({
    url: z.url({ protocol: /^https?$/ }),
    /** The token that the gateway knows this operator by and nothing else, but for a line end. */
    tokenFile: z.string().min(1),
    /** For one try, of two. */
    timeoutMs: z.number().int().min(100).max(30_000).default(8_000),
  })
  .strict()
  .refine(({ url }) => url.startsWith('https:') || loopbackHosts.has(new URL(url).hostname), {
    message: 'numbers and codes leave this machine under TLS alone',
    path: ['url'],
  });
export type PhoneGatewayConfig = z.infer<typeof PhoneGatewayConfig>;

/** A PostgreSQL server. Without TLS only on this machine, by loopback or by a socket. */
const PostgresConfig = z
  .object({
    /** `postgresql://user@host:5432/database`, or `postgresql:///database?host=/run/postgresql` by a socket. */
    url: postgresUrl,
    /** Another database for the keys of contents, so that its backups can be kept for seven days alone. */
    keysUrl: postgresUrl.optional(),
    /** The password and nothing else, but for a line end. */
    passwordFile: z.string().min(1).optional(),
    /** Authorities of the server's certificate, PEM; those of the system unless given. */
    caFile: z.string().min(1).optional(),
    /** Of this node, to each of the three parts of the database. */
    maxConnections: z.number().int().min(2).max(100).default(10),
    /** `one` node serves and others stand by, or `several` serve side by side. All nodes must say the same. */
    nodes: z.enum(['one', 'several']).default('one'),
  })
  .strict();
export type PostgresConfig = z.infer<typeof PostgresConfig>;

const MailConfig = z
  .object({
    /** Absent: mails are files in the data folder, to be fetched by whatever sends them. */
    smtp: SmtpConfig.optional(),
    /** Maildir that the mail server delivers what comes back to; absent: nobody reads it. */
    bounceFolder: z.string().min(1).optional(),
    /** Whether mails may show titles to accounts that allow it: a title often names a patient. */
    titles: z.boolean().default(false),
    /** As mails name it. */
    support: z.email().default('assistance@medimail.example'),
  })
  .strict();

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
    /** Addresses of balancers that pass connections on with the PROXY protocol, version 1 or 2: clients are counted by their own. */
    balancers: z
      .array(z.union([z.ipv4(), z.ipv6()]))
      .max(64)
      .default([]),
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
    /** Looks for harmful programs before anything is sealed; without it nothing does. */
    scanner: z
      .object({
        clamd: z.union([
          z.object({ socket: z.string().min(1) }).strict(),
          z.object({ host: z.string().min(1), port: z.number().int().min(1).max(65_535) }).strict(),
        ]),
        /** For a whole envelope; a workstation waits three minutes for its sealing. */
        timeoutMs: z.number().int().positive().max(150_000).default(120_000),
      })
      .strict()
      .optional(),
    /** A PostgreSQL server that several nodes share; absent: SQLite in the data folder. */
    database: PostgresConfig.optional(),
    /** Where contents above 64 KiB are kept; absent: in the data folder. */
    blobs: BlobsConfig.optional(),
    /** 32 random bytes; made on first start when it is in the data folder. */
    masterKeyFile: z.string().optional(),
    /** Page that notification mails lead to. */
    readerUrl: z.url().default('https://lecture.medimail.example/'),
    /** The operator's place in the MSSanté trust space; absent: nobody gets an address there. */
    mssante: z
      .object({ domain: z.hostname().max(120).toLowerCase() })
      .strict()
      .optional(),
    /** Address of the operator's own pages, as mails name it; where it listens unless told. */
    siteUrl: z.url({ protocol: /^https$/ }).optional(),
    /** Whether certified accounts may write to addresses that no directory knows: they are read on the operator's pages. */
    invitations: z.boolean().default(true),
    /** What sends codes by telephone to those who are invited; absent: no sender can ask for one. */
    phoneCodes: PhoneGatewayConfig.optional(),
    /** Characters that a password has at least; the guide's seven are the floor. */
    passwordMinLength: z.number().int().min(MIN_PASSWORD_LENGTH).max(64).default(MIN_PASSWORD_LENGTH),
    mailFrom: z.email().default('ne-pas-repondre@medimail.example'),
    mail: MailConfig.prefault({}),
    retention: z
      .object({
        /** Days before erasing when those who have not read are told; 0: they are not. */
        warnDays: z.number().int().min(0).max(60).default(7),
      })
      .strict()
      .prefault({}),
    delegation: z
      .object({
        /** Days that a delegation lasts at most, and within which it begins. */
        maxDays: z.number().int().min(1).max(1_830).default(366),
      })
      .strict()
      .prefault({}),
    /** Versions of the workstation program, as its administrators deploy it; absent: nothing is announced. */
    client: z
      .object({
        current: ReleaseVersion,
        /** Older ones are told that they are not supported any more. */
        minimum: ReleaseVersion.optional(),
        /** What is new, a sentence each. */
        news: ClientVersions.shape.news.prefault({ fr: [], en: [] }),
      })
      .strict()
      .refine(({ current, minimum }) => minimum === undefined || compareVersions(minimum, current) <= 0, {
        message: 'not above the current version',
        path: ['minimum'],
      })
      .optional(),
    /** Where numbers for monitoring are told, in clear and to whoever is on this machine; absent: nowhere. */
    metrics: z
      .object({
        listen: z
          .object({ host: loopbackAddress.default('127.0.0.1'), port: z.number().int().min(0).max(65_535) })
          .strict(),
      })
      .strict()
      .optional(),
    logLevel: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
    /** Public requests a minute from one address; a hospital is one address. */
    publicRequestsPerMinute: z.number().int().positive().default(600),
  })
  .strict();
export type OperatorConfig = z.infer<typeof OperatorConfig>;

/** Whether it serves side by side with other nodes. */
export function servesBeside({ database }: { readonly database?: PostgresConfig | undefined }): boolean {
  return database?.nodes === 'several';
}

/** What the settings say of mails, as the services need it. */
export function mailPolicyOf(config: OperatorConfig): MailPolicy {
  return { titles: config.mail.titles, supportAddress: config.mail.support, readerUrl: config.readerUrl };
}

/** What is told of the workstation program. */
export function clientVersionsOf({ client }: OperatorConfig): ClientVersions {
  return {
    current: client?.current ?? null,
    minimum: client?.minimum ?? null,
    news: client?.news ?? { fr: [], en: [] },
  };
}

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
    trust: trustFilesOf(folder),
  };
}

/** What cards are checked against, in a folder laid out so. */
export function trustFilesOf(folder: string) {
  return {
    anchorsFile: join(folder, 'anchors.pem'),
    intermediatesFile: join(folder, 'intermediates.pem'),
    crlsFile: join(folder, 'crls.pem'),
  };
}
