/** `npm run operator -- --help`: the operator alone, from its source. */
import '../operator/cli.ts';
