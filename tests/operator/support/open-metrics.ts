/** A strict reader of OpenMetrics 1.0 text: what the specification forbids throws. */

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Family {
  readonly name: string;
  readonly type: string;
  readonly unit: string | null;
  readonly help: string;
  readonly samples: readonly Sample[];
}

const suffixes: Readonly<Record<string, readonly string[]>> = {
  counter: ['_total'],
  gauge: [''],
  histogram: ['_bucket', '_count', '_sum'],
  info: ['_info'],
};

/** Families by name. */
export function readOpenMetrics(text: string): ReadonlyMap<string, Family> {
  if (!text.endsWith('\n# EOF\n')) throw new Error('the text does not end with # EOF');
  const lines = text.slice(0, -'# EOF\n'.length).split('\n').slice(0, -1);
  const families = new Map<string, Family>();
  for (let at = 0; at < lines.length; ) {
    const [, name = '', type = ''] = match(lines[at], /^# TYPE ([a-z][a-z0-9_]*) (counter|gauge|histogram|info)$/);
    at += 1;
    const unit = /^# UNIT (\S+) ([a-z]+)$/.exec(lines[at] ?? '');
    if (unit) {
      if (unit[1] !== name || !name.endsWith(`_${unit[2]}`)) throw new Error(`the unit of ${name}`);
      at += 1;
    }
    const [, helped, help = ''] = match(lines[at], /^# HELP (\S+) ((?:[^\\\n"]|\\[\\n"])+)$/);
    if (helped !== name) throw new Error(`the help of ${name}`);
    at += 1;
    const samples: Sample[] = [];
    for (; at < lines.length && !lines[at]?.startsWith('# '); at += 1) samples.push(readSample(lines[at] ?? ''));
    if (families.has(name)) throw new Error(`${name} twice`);
    const family = { name, type, unit: unit?.[2] ?? null, help, samples };
    checkFamily(family);
    families.set(name, family);
  }
  return families;
}

function match(line: string | undefined, pattern: RegExp): RegExpExecArray {
  const found = pattern.exec(line ?? '');
  if (!found) throw new Error(`unexpected: ${line}`);
  return found;
}

function readSample(line: string): Sample {
  const [, name = '', , written = '', value = ''] = match(
    line,
    /^([a-z][a-z0-9_]*)(\{((?:[a-z_]+="(?:[^"\\\n]|\\[\\"n])*",?)+)\})? (\d+(?:\.\d+)?(?:e[+-]\d+)?)$/,
  );
  if (written.endsWith(',')) throw new Error(`a comma at the end: ${line}`);
  const pairs = [...written.matchAll(/([a-z_]+)="((?:[^"\\]|\\.)*)"/g)].map(([, key = '', text = '']) => [key, text]);
  const labels = Object.fromEntries(pairs) as Record<string, string>;
  if (Object.keys(labels).length !== pairs.length) throw new Error(`a label twice: ${line}`);
  return { name, labels, value: Number(value) };
}

function checkFamily({ name, type, samples }: Family): void {
  const allowed = (suffixes[type] ?? []).map((suffix) => name + suffix);
  const seen = new Set<string>();
  for (const sample of samples) {
    if (!allowed.includes(sample.name)) throw new Error(`${sample.name} in ${name}`);
    const key = `${sample.name} ${JSON.stringify(Object.entries(sample.labels).sort())}`;
    if (seen.has(key)) throw new Error(`${key} twice`);
    seen.add(key);
  }
  if (type === 'histogram') checkHistogram(name, samples);
}

/** Of each series: rising bounds in canonical form, cumulative counts, +Inf equal to the count, nothing in between. */
function checkHistogram(name: string, samples: readonly Sample[]): void {
  let at = 0;
  while (at < samples.length) {
    const { le: _, ...series } = samples[at]?.labels ?? {};
    let bound = Number.NEGATIVE_INFINITY;
    let below = 0;
    for (; samples[at]?.name === `${name}_bucket`; at += 1) {
      const { labels, value } = samples[at] as Sample;
      const { le = '', ...own } = labels;
      expectSame(own, series);
      if (!/^(\d+\.\d+|\+Inf)$/.test(le)) throw new Error(`le="${le}" of ${name}`);
      const next = le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le);
      if (next <= bound || value < below) throw new Error(`buckets of ${name}`);
      bound = next;
      below = value;
    }
    const [count, sum] = samples.slice(at, at + 2);
    at += 2;
    if (bound !== Number.POSITIVE_INFINITY || count?.name !== `${name}_count` || count.value !== below) {
      throw new Error(`the count of ${name}`);
    }
    if (sum?.name !== `${name}_sum`) throw new Error(`the sum of ${name}`);
    for (const one of [count, sum]) expectSame(one.labels, series);
  }
}

function expectSame(labels: object, others: object): void {
  if (JSON.stringify(labels) !== JSON.stringify(others)) throw new Error(`series mixed: ${JSON.stringify(labels)}`);
}
