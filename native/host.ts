/** Entry of both card processes: `--role=monitor` watches readers, `--role=token` talks to cards. */
import { openParentChannel } from './parent-channel.ts';
import { CardConfig } from './protocol.ts';
import { serveReaderMonitor } from './reader-monitor.ts';
import { serveTokens } from './token-host.ts';

const role = process.argv.find((argument) => argument.startsWith('--role='))?.slice('--role='.length);
const config = CardConfig.parse(JSON.parse(process.env['MEDIMAIL_CARDS'] ?? '{}'));
const parent = openParentChannel();
switch (role) {
  case 'monitor':
    serveReaderMonitor(parent, config);
    break;
  case 'token':
    serveTokens(parent, config);
    break;
  default:
    throw new Error('expected --role=monitor or --role=token');
}
