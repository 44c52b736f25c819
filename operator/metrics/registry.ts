/** Families of numbers, and their text in OpenMetrics 1.0. A registry is passed in, so that two operators in one process count apart. */

/** What a family is called in the exposition. */
export interface FamilyName {
  /** Without the suffix that its type adds; ends with the unit where there is one. */
  readonly name: string;
  readonly unit?: 'seconds' | 'bytes';
  readonly help: string;
}

/** Values of a family's labels, by name. Closed lists and route templates alone: nothing that names anybody. */
export type Labels = Readonly<Record<string, string>>;

export interface Counter {
  add(labels?: Labels, by?: number): void;
}
export interface Gauge {
  /** Null: not known at the moment; the series is left out. */
  set(value: number | null, labels?: Labels): void;
}
export interface Histogram {
  observe(value: number, labels?: Labels): void;
}

export interface Registry {
  /** `zeros`: label sets that are told from the beginning, so that a first failure is seen as a rise. */
  counter(family: FamilyName, zeros?: readonly Labels[]): Counter;
  gauge(family: FamilyName): Gauge;
  /** `bounds` rise; the last bucket, for everything, is added. */
  histogram(family: FamilyName, bounds: readonly number[]): Histogram;
  /** Facts that do not change while the process runs. */
  info(family: FamilyName, labels: Labels): void;
  /** All of it as OpenMetrics text. */
  text(): string;
}

export const OPENMETRICS_TYPE = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

type FamilyType = 'counter' | 'gauge' | 'histogram' | 'info';

export function createRegistry(): Registry {
  const families = new Map<string, () => string[]>();

  function add(type: FamilyType, { name, unit, help }: FamilyName, samples: () => string[]): void {
    if (families.has(name)) throw new RangeError(`two families are called ${name}`);
    const described = [
      `# TYPE ${name} ${type}`,
      ...(unit ? [`# UNIT ${name} ${unit}`] : []),
      `# HELP ${name} ${escaped(help)}`,
    ];
    families.set(name, () => [...described, ...samples()]);
  }

  return {
    counter(family, zeros = []) {
      const series = new Map<string, number>(zeros.map((labels) => [written(labels), 0]));
      add('counter', family, () => lines(series, `${family.name}_total`));
      return {
        add(labels = {}, by = 1) {
          const key = written(labels);
          series.set(key, (series.get(key) ?? 0) + by);
        },
      };
    },
    gauge(family) {
      const series = new Map<string, number>();
      add('gauge', family, () => lines(series, family.name));
      return {
        set(value, labels = {}) {
          if (value === null) series.delete(written(labels));
          else series.set(written(labels), value);
        },
      };
    },
    histogram(family, bounds) {
      const series = new Map<string, Distribution>();
      add('histogram', family, () =>
        [...series.values()].flatMap((one) => distributionLines(family.name, bounds, one)),
      );
      return {
        observe(value, labels = {}) {
          const key = written(labels);
          const one = series.get(key) ?? { labels, buckets: bounds.map(() => 0), count: 0, sum: 0 };
          const index = bounds.findIndex((bound) => value <= bound);
          if (index >= 0) one.buckets[index] = (one.buckets[index] ?? 0) + 1;
          one.count += 1;
          one.sum += value;
          series.set(key, one);
        },
      };
    },
    info(family, labels) {
      add('info', family, () => [`${family.name}_info${written(labels)} 1`]);
    },
    text: () => `${[...families.values()].flatMap((family) => family()).join('\n')}\n# EOF\n`,
  };
}

interface Distribution {
  readonly labels: Labels;
  /** Of each bound alone; they are added up when they are told. */
  readonly buckets: number[];
  count: number;
  sum: number;
}

function lines(series: ReadonlyMap<string, number>, sample: string): string[] {
  return [...series].map(([labels, value]) => `${sample}${labels} ${value}`);
}

function distributionLines(name: string, bounds: readonly number[], { labels, buckets, count, sum }: Distribution) {
  let below = 0;
  const bucketLines = bounds.map((bound, index) => {
    below += buckets[index] ?? 0;
    return `${name}_bucket${written({ ...labels, le: canonical(bound) })} ${below}`;
  });
  return [
    ...bucketLines,
    `${name}_bucket${written({ ...labels, le: '+Inf' })} ${count}`,
    `${name}_count${written(labels)} ${count}`,
    `${name}_sum${written(labels)} ${sum}`,
  ];
}

/** OpenMetrics 1.0, "Considerations: Canonical Numbers": whole bounds have their `.0`. */
function canonical(bound: number): string {
  return Number.isInteger(bound) ? `${bound}.0` : String(bound);
}

function written(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
