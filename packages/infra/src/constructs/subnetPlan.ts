import { formatBlock, parseBlock } from '@flowport/domain';

export type SubnetPlan = { private: string[]; public: string[]; database: string[] };

/**
 * Cuts a VPC of /16 to /20 for two or three zones. Each zone has a quarter of the addresses for nodes and pods; what is
 * left of the last quarter is for load balancers and NAT gateways (a sixteenth per zone) and the database (a 64th). In a
 * /20 that is /22, /24 and /26; the smallest holds 59 addresses, and RDS needs a handful.
 */
export function planSubnets(cidr: string, zones: 2 | 3): SubnetPlan {
  const vpc = parseBlock(cidr);
  if (!vpc) throw new Error(`${cidr} is not an IPv4 block`);
  const perZone = (offset: number, bits: number) =>
    Array.from({ length: zones }, (_, zone) =>
      formatBlock(vpc.base + vpc.size * offset + zone * (vpc.size / 2 ** bits), vpc.prefix + bits),
    );
  return { private: perZone(0, 2), public: perZone(12 / 16, 4), database: perZone(15 / 16, 6) };
}
