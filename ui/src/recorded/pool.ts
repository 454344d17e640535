// Recorded answers: sharing a pool.

import type { PoolChoices, PoolOrder, PoolView, ProjectRow } from '../views';

export const CHOICES: PoolChoices = {
  clause: '五（五）',
  quote: '最终支持金额由市工信局根据资金池和项目个数具体确定。',
  methods: [
    { id: 'pro_rata_floor', label: '按比例压减', named: true, ordered: false, properties: ['任何项目都不超过自己的可补上限或应补数。', '只舍不入，每个项目舍去的尾差（不到一个取整单位，一般是1分）不分配。', '与项目的先后顺序无关。', '资金池增加时，没有项目会减少。'] },
    { id: 'in_order', label: '按先后顺序先报先得', named: true, ordered: true, properties: ['任何项目都不超过自己的可补上限或应补数。', '申请超过资金池时分完为止，剩余不到一个取整单位（一般是1分）。', '先后顺序决定谁能得到：排在前面的足额，后面的可能得不到。', '资金池增加时，没有项目会减少。'] },
  ],
  orders: [
    { id: 'listed', label: '名单顺序' },
    { id: 'project_investment', label: '项目总投资从高到低' },
  ],
  last: null,
};

/** What assessing says of a pool that stands. */
export const POOL_KEPT = '沿用上次的资金池：1,300,000.00元，按先后顺序先报先得，名单顺序，最多安排2个项目。';

export function poolView(order: PoolOrder, rows: ProjectRow[], run: number | null): PoolView {
  const row = (at: number, place: number, after: string, why: string) => ({
    id: rows[at]?.id ?? 0,
    place,
    enterprise: rows[at]?.enterprise ?? '',
    project: rows[at]?.project ?? '',
    key: '',
    before: rows[at]?.amount ?? '',
    after,
    why,
  });
  const left = row(4, 3, '0.00', '资金池：最多安排2个项目，本项目排第3，未安排');
  return {
    run,
    at: run === null ? '' : '2022年7月11日 10:00',
    amount: '1,300,000.00',
    method: CHOICES.methods.find((one) => one.id === order.method)?.label ?? '',
    order: CHOICES.orders.find((one) => one.id === order.order)?.label ?? '',
    quota: order.quota ?? 0,
    given: '1,300,000.00',
    left: '0.00',
    asked: '1,386,453.70',
    rows: [row(0, 1, '300,000.00', '资金池：足额'), row(1, 2, '1,000,000.00', '资金池：足额'), left],
    unplaced: [left],
    aside: [row(2, 0, '', '无法计算：缺：已获省级专项资金')],
    notes: [],
  };
}
