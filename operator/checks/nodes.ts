/** Whether nodes find what they share: settings that each fit, and do not fit together. */
import type { OperatorConfig } from '../config.ts';
import { servesBeside } from '../config.ts';
import { type Finding, problem, warning } from './finding.ts';

/** With a problem no operator starts. */
export function checkNodes(config: OperatorConfig): Finding[] {
  const { database, blobs } = config;
  if (!database) {
    const isFolder = blobs?.folder !== undefined;
    return isFolder
      ? [problem('blobs.folder', 'goes with a database that nodes share; contents are in the data folder')]
      : [];
  }
  if (servesBeside(config)) return checkBeside(config);
  return blobs
    ? []
    : [warning('blobs', 'contents stay in this data folder: nodes that share a database need a bucket')];
}

function checkBeside({ blobs, siteUrl, mail }: OperatorConfig): Finding[] {
  return [
    ...(blobs ? [] : [problem('blobs', 'several nodes need a bucket for contents, or a folder that they share')]),
    ...(siteUrl === undefined ? [problem('siteUrl', 'mails must lead to the address that all nodes share')] : []),
    ...(mail.smtp ? [] : [warning('mail.smtp', 'absent: each node leaves mails in its own data folder')]),
  ];
}
