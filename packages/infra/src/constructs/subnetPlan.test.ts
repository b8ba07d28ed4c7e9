import { expect, test } from 'vitest';
import { planSubnets } from './subnetPlan.ts';

test('the smallest network holds three zones', () => {
  expect(planSubnets('10.20.16.0/20', 3)).toEqual({
    private: ['10.20.16.0/22', '10.20.20.0/22', '10.20.24.0/22'],
    public: ['10.20.28.0/24', '10.20.29.0/24', '10.20.30.0/24'],
    database: ['10.20.31.0/26', '10.20.31.64/26', '10.20.31.128/26'],
  });
});

test('a third zone is added without moving the first two', () => {
  const [two, three] = [planSubnets('10.0.0.0/16', 2), planSubnets('10.0.0.0/16', 3)];
  expect(three.private.slice(0, 2)).toEqual(two.private);
  expect(three.public.slice(0, 2)).toEqual(two.public);
  expect(three.database.slice(0, 2)).toEqual(two.database);
});
