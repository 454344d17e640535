// Recorded answers: the grid. One enterprise name is hostile on purpose: it
// must be shown as the text it is.

import type { ProjectRow } from '../views';

const COUNTIES = ['浈江区', '武江区', '曲江区', '乐昌市', '南雄市', '仁化县', '始兴县', '翁源县', '新丰县', '乳源瑶族自治县'];
const DIRECTIONS = ['上云上平台', '行业性平台标杆', '系统性平台', '5G+制造业'];
const TRADES = ['精密铸造', '数控装备', '丹霞食品', '北江纸业', '粤北冶金', '莽山竹木制品', '浈水化工', '金鸡岭陶瓷'];
const TOPICS = [
  '生产管控与能耗优化上云项目',
  '轴承行业工业互联网平台标杆项目',
  '铸造车间“工业大脑”系统性平台建设项目',
  '5G+机器视觉质量检测融合创新应用项目',
  '设备远程运维与供应链协同上云上平台项目',
];

interface Outcome {
  kind: string;
  kind_label: string;
  amount: string;
  reason: string;
}

const OUTCOMES: Outcome[] = [
  { kind: 'ceiling', kind_label: '可补上限', amount: '300,000.00', reason: '省级专项资金的10%' },
  { kind: 'ceiling', kind_label: '可补上限', amount: '1,000,000.00', reason: '最高不超过100万元' },
  { kind: 'unknown', kind_label: '无法计算', amount: '', reason: '缺：已获省级专项资金' },
  { kind: 'ineligible', kind_label: '不符合', amount: '', reason: '完工日期不在建设期内' },
  { kind: 'ceiling', kind_label: '可补上限', amount: '86,453.70', reason: '项目投资的10%' },
  { kind: 'provisional', kind_label: '待核定', amount: '500,000.00', reason: '待按资金池确定' },
  { kind: 'manual', kind_label: '待人工认定', amount: '', reason: '承建单位申报，需核对合同' },
];

/** What stands below the grid. */
export const SUMS_OF_GRID = {
  total: '14,590,722.20',
  counted: 24,
  subtotals: [
    { kind: 'ceiling', label: '可补上限', count: 18, total: '11,590,722.20' },
    { kind: 'provisional', label: '待核定', count: 6, total: '3,000,000.00' },
  ],
  cautions: ['小计里有2个项目疑似重复申报，共120,000.00元，核实前不得安排资金。'],
};

export const HOSTILE = '<img src=x onerror="alert(1)">韶关市某某有限公司';

function pick<T>(from: T[], at: number): T {
  return from[at % from.length] as T;
}

export function projectRows(count = 42): ProjectRow[] {
  return Array.from({ length: count }, (_unused, index): ProjectRow => {
    const outcome = pick(OUTCOMES, index);
    const county = pick(COUNTIES, Math.floor(index / 4));
    return {
      id: index + 1,
      county,
      enterprise: index === 5 ? HOSTILE : `${county.replace(/区|市|县|瑶族自治县/g, '')}${pick(TRADES, index)}有限公司`,
      credit_code: `9144020${String(index).padStart(2, '0')}MA4W${String(1000 + index)}X`,
      project: pick(TOPICS, index),
      direction: pick(DIRECTIONS, index),
      investment_wan: index % 9 === 4 ? '' : `${(index * 37) % 900 + 120}.${index % 2 ? '50' : '00'}`,
      ...outcome,
      proposed: index === 1 ? '800,000.00' : '',
      open_findings: index % 5 === 2 ? 2 : 0,
    };
  });
}
