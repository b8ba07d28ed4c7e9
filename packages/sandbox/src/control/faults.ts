import { AwsError } from '../http/awsError.ts';
import type { Operation } from '../latency/latency.ts';

/** Fails the `nth` operation of that kind on a type, counted from when the fault was set; then it is used up. */
type Fault = {
  type: string;
  operation: Exclude<Operation, 'read'> | 'read';
  nth: number;
  code: string;
  message: string;
  httpStatus: number;
};

export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  pending(): Fault[];
  /**
   * Throws the fault that is due, as AWS would refuse. `{name}` in its message is replaced by that attribute: there are
   * APIs that quote what they were sent, passwords included.
   */
  check(type: string, operation: Operation, attributes?: Readonly<Record<string, unknown>>): void;
}

export function createFaults(): Faults {
  let faults: Fault[] = [];
  return {
    add(fault) {
      faults.push({ ...fault });
    },
    clear() {
      faults = [];
    },
    pending: () => faults.map((fault) => ({ ...fault })),
    check(type, operation, attributes = {}) {
      const fault = faults.find((candidate) => candidate.type === type && candidate.operation === operation);
      if (fault === undefined) return;
      fault.nth -= 1;
      if (fault.nth > 0) return;
      faults = faults.filter((candidate) => candidate !== fault);
      const message = fault.message.replace(/\{(\w+)\}/g, (whole, name: string) =>
        Object.hasOwn(attributes, name) ? String(attributes[name]) : whole,
      );
      throw new AwsError(fault.code, fault.httpStatus, message);
    },
  };
}
