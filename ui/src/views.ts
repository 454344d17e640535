// The types of everything the rooms below send: twins of the Rust types,
// written into `gen/` by `cargo test -p ruku-desk`. Never edited by hand.

export type { AssessView } from './gen/AssessView';
export type { BatchView } from './gen/BatchView';
export type { CheckView } from './gen/CheckView';
export type { Choice } from './gen/Choice';
export type { DateView } from './gen/DateView';
export type { DeskState } from './gen/DeskState';
export type { ErrorView } from './gen/ErrorView';
export type { FactView } from './gen/FactView';
export type { FileView } from './gen/FileView';
export type { FindingView } from './gen/FindingView';
export type { FormView } from './gen/FormView';
export type { InputView } from './gen/InputView';
export type { KindCount } from './gen/KindCount';
export type { LibraryInfo } from './gen/LibraryInfo';
export type { PackSummary } from './gen/PackSummary';
export type { PrintedFile } from './gen/PrintedFile';
export type { PrintView } from './gen/PrintView';
export type { ProgrammeView } from './gen/ProgrammeView';
export type { Progress } from './gen/Progress';
export type { ProjectList } from './gen/ProjectList';
export type { ProjectRow } from './gen/ProjectRow';
export type { ProjectView } from './gen/ProjectView';
export type { ResultView } from './gen/ResultView';
export type { RowView } from './gen/RowView';
export type { SheetView } from './gen/SheetView';
export type { StepView } from './gen/StepView';
export type { TakeInView } from './gen/TakeInView';
export type { TakenView } from './gen/TakenView';
