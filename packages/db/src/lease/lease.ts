/**
 * A worker's right to act for a run. `token` grows with every acquisition; a write that carries an older one is refused
 * with `lease_lost`.
 */
export type Lease = { runId: string; workerId: string; token: number; expiresAt: Date };
