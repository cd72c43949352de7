import { testkitError } from "../errors.ts";

/** A port whose n-th call fails, and the count of calls made so far. */
export interface FailingPort<Port> {
  readonly port: Port;
  readonly calls: number;
  /** True once the failure happened: the loop over n ends when a whole run never reaches it. */
  readonly fired: boolean;
}

export interface FailNthOptions {
  /** 1 is the first call. */
  readonly n: number;
  /** The call does its work and then reports failure, as when only the answer was lost. Default: it does nothing. */
  readonly afterEffect?: boolean;
  /** Names of the methods that count; default all. */
  readonly methods?: readonly string[];
  readonly error?: () => unknown;
}

/**
 * Wraps a port so that exactly its n-th call fails. Run a flow with n = 1, 2, 3, ... until a run completes untouched
 * (`fired` is false); after each run check the invariants and that a retry succeeds.
 *
 * A method that returns a promise rejects; any other one throws.
 */
export function failNth<Port extends object>(port: Port, options: FailNthOptions): FailingPort<Port> {
  const error = options.error ?? (() => testkitError("fault_injected", `call ${options.n} fails`));
  let calls = 0;
  let fired = false;
  const wrapped = new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      const counts = options.methods === undefined || options.methods.includes(String(name));
      return (...args: unknown[]): unknown => {
        if (!counts || ++calls !== options.n) return Reflect.apply(member, target, args);
        fired = true;
        if (options.afterEffect) {
          const result: unknown = Reflect.apply(member, target, args);
          if (result instanceof Promise) return result.then(() => Promise.reject(error()));
          throw error();
        }
        if (returnsPromise(member)) return Promise.reject(error());
        throw error();
      };
    },
  });
  return {
    port: wrapped,
    get calls() {
      return calls;
    },
    get fired() {
      return fired;
    },
  };
}

/** Plain functions that return promises are told apart by their call only, so they throw; `await` sees no difference. */
function returnsPromise(member: object): boolean {
  return member.constructor.name === "AsyncFunction";
}
