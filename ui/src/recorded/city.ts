// Recorded answers: who has reported, flagged sets, what a withdrawal takes.

import type { CountyView, FlaggedMember, FlaggedSet, HeaderView, WithdrawalView } from '../views';

export function countyViews(): CountyView[] {
  const county = (id: string, name: string, more: Partial<CountyView> = {}): CountyView => ({
    id, name, reporting: 'awaited', label: '未报', batches: 0, projects: 0, open_findings: 0, noted: '', ...more,
  });
  return [
    county('440203', '武江区'),
    county('440205', '曲江区'),
    county('440281', '乐昌市', { reporting: 'reported', label: '已报', batches: 1, projects: 4 }),
    county('440224', '仁化县', { reporting: 'reported', label: '已报', batches: 1, projects: 7, open_findings: 3 }),
    county('440222', '始兴县', { reporting: 'nil', label: '零报送', batches: 1 }),
  ];
}

const member = (project: number, county: string, more: Partial<FlaggedMember> = {}): FlaggedMember => ({
  project, county, programme: '2022年韶关市工业互联网应用项目', year: 2022, enterprise: '韶关市第2精密制造有限公司', name: '生产管控上云项目',
  direction: '上云上平台', investment_wan: '320.00', origin: `${county}汇总表.xlsx 项目表 第7行`, left_out: false, ...more,
});

export function flaggedSets(): FlaggedSet[] {
  const set = (id: string, kind: string, label: string, members: FlaggedMember[], differ: string): FlaggedSet => ({
    id, kind, label, members, differ, advice: '请核实是不是同一个项目，只保留一个。', keeps_one: true, shared: '韶关市第2精密制造有限公司《生产管控上云项目》', choice: 'open', choice_label: '待认定', decided: '',
  });
  return [
    set('P3f1c0a11', 'same_project', '同一项目', [member(3, '浈江区'), member(9, '南雄市')], '跨县'),
    { ...set('F88aa0012', 'same_invoice', '同一发票号', [member(4, '乐昌市', { name: '设备上云项目' }), member(12, '乐昌市', { name: '车间改造项目', year: 2021 })], '跨年度'), shared: '04402211' },
  ];
}

export function headerViews(): HeaderView[] {
  return [{ county: '440282', county_name: '南雄市', header: '完工时间', label: '完工日期', by: '2022年7月5日10:20 经办人' }];
}

export function withdrawalView(batch: number, file: string, projects: number): WithdrawalView {
  return {
    batch,
    file,
    projects: Array.from({ length: projects }, (_unused, at) => `韶关市第${at + 1}精密制造有限公司《上云项目》`),
    facts: ['韶关市第1精密制造有限公司《上云项目》：已获省级专项资金（万元） 300.00'],
    decisions: [],
    findings: ['项目表!I10 电话号码可疑：已接受（电话核实）'],
    prints: ['韶关市第1精密制造有限公司《上云项目》：申报书 7份（2022年7月6日打印）'],
    summary: `撤回第${batch}批（${file}）会取出${projects}个项目、1处人工填写的数值、1处已处理的问题；原始文件和操作日志保留。有1次打印的纸质材料将在库中失去依据，请一并收回作废。`,
  };
}
