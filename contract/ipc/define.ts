/**
 * One declaration per IPC area gives the types, the validation of what goes in and out, the channel names and the
 * bridge's allow-list. Nothing rejects across the bridge: calls answer `Result`, events announce facts.
 */
import type { z } from 'zod';
import { AppError, type ErrorCode, fromWire, type Result, type WireError } from '../errors.ts';

export interface MethodSpec<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly input: I;
  readonly output: O;
}

export interface ContractSpec {
  /** Process that serves the area. */
  readonly servedBy: 'main' | 'session';
  readonly methods: Readonly<Record<string, MethodSpec>>;
  readonly events: Readonly<Record<string, z.ZodType>>;
}

export interface Contract<S extends ContractSpec = ContractSpec> {
  readonly area: string;
  readonly spec: S;
}

/** A method's input and output schemas. */
export function method<I extends z.ZodType, O extends z.ZodType>(input: I, output: O): MethodSpec<I, O> {
  return { input, output };
}

/** Declares an area; channels are `area.method` and `area.event`. */
export function defineContract<const S extends ContractSpec>(area: string, spec: S): Contract<S> {
  return { area, spec };
}

type Methods<C> = C extends Contract<infer S> ? S['methods'] : never;
type Events<C> = C extends Contract<infer S> ? S['events'] : never;
type MethodInput<M> = M extends MethodSpec<infer I, z.ZodType> ? I : never;
type MethodOutput<M> = M extends MethodSpec<z.ZodType, infer O> ? O : never;

/** What a serving process implements: one function per method, which may throw `AppError`. */
export type Handlers<C> = {
  readonly [K in keyof Methods<C>]: (
    input: z.output<MethodInput<Methods<C>[K]>>,
  ) => Promise<z.input<MethodOutput<Methods<C>[K]>>> | z.input<MethodOutput<Methods<C>[K]>>;
};

/** What a caller gets: the same methods, rejecting with `AppError`, and typed subscriptions. */
export type Client<C> = {
  readonly [K in keyof Methods<C>]: (
    input: z.input<MethodInput<Methods<C>[K]>>,
  ) => Promise<z.output<MethodOutput<Methods<C>[K]>>>;
} & {
  readonly on: <E extends keyof Events<C>>(event: E, listener: (payload: z.output<Events<C>[E]>) => void) => () => void;
};

/** The two functions that the preload exposes; all that a renderer can reach. */
export interface Bridge {
  invoke(channel: string, input: unknown): Promise<Result<unknown>>;
  subscribe(channel: string, listener: (payload: unknown) => void): () => void;
}

/** Emits the area's events after validating them. */
export type Emitter<C> = <E extends keyof Events<C> & string>(event: E, payload: z.input<Events<C>[E]>) => void;

/** Receives a failure that is not an `AppError` and answers the incident id under which it was logged. */
export type ReportBug = (error: unknown, channel: string) => string;

/** A call table: channel to a function that validates, runs and never rejects. */
export type Dispatch = ReadonlyMap<string, (input: unknown) => Promise<Result<unknown>>>;

function failed(error: WireError): Result<never> {
  return { ok: false, error };
}

/** Wraps handlers so that input and output are validated and every failure becomes a `WireError`. */
export function serve<C extends Contract>(contract: C, handlers: Handlers<C>, reportBug: ReportBug): Dispatch {
  const table = new Map<string, (input: unknown) => Promise<Result<unknown>>>();
  for (const [name, spec] of Object.entries(contract.spec.methods)) {
    const channel = `${contract.area}.${name}`;
    const handler = (handlers as Record<string, (input: unknown) => unknown>)[name];
    if (!handler) throw new Error(`no handler for ${channel}`);
    table.set(channel, async (input) => {
      const parsed = spec.input.safeParse(input);
      if (!parsed.success) {
        const field = parsed.error.issues[0]?.path.join('.') ?? '';
        return failed(new AppError('request.invalid', { field: field.slice(0, 120) }).toWire());
      }
      try {
        return { ok: true, value: spec.output.parse(await handler(parsed.data)) };
      } catch (error) {
        if (error instanceof AppError) return failed(error.toWire());
        return failed({ code: 'app.bug', retry: 'never', incident: reportBug(error, channel) });
      }
    });
  }
  return table;
}

/** Emitter over a raw sender of `(channel, payload)`. */
export function emitter<C extends Contract>(
  contract: C,
  send: (channel: string, payload: unknown) => void,
): Emitter<C> {
  return (event, payload) => {
    const schema = contract.spec.events[event];
    if (!schema) throw new Error(`no event ${contract.area}.${event}`);
    send(`${contract.area}.${event}`, schema.parse(payload));
  };
}

/** Caller's side of a contract over a bridge. */
export function connect<C extends Contract>(contract: C, bridge: Bridge): Client<C> {
  const client: Record<string, unknown> = {
    on: (event: string, listener: (payload: unknown) => void) => {
      const schema = contract.spec.events[event];
      if (!schema) throw new Error(`no event ${contract.area}.${event}`);
      return bridge.subscribe(`${contract.area}.${event}`, (payload) => listener(schema.parse(payload)));
    },
  };
  for (const [name, spec] of Object.entries(contract.spec.methods)) {
    client[name] = async (input: unknown) => {
      const result = await bridge.invoke(`${contract.area}.${name}`, input);
      if (!result.ok) throw new CallError(result.error);
      return spec.output.parse(result.value);
    };
  }
  return client as Client<C>;
}

/** A failed call on the caller's side, with the incident when it was a bug over there. */
export class CallError extends Error {
  readonly wire: WireError;

  constructor(wire: WireError) {
    super(wire.code);
    this.name = 'CallError';
    this.wire = wire;
  }

  get code(): ErrorCode {
    return this.wire.code;
  }

  toAppError(): AppError {
    return fromWire(this.wire);
  }
}
