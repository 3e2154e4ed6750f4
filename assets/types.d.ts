// Shapes shared by the scripts of this folder, for the type checker alone.

interface Knob {
  field: string;
  kind: "number" | "choice" | "switch";
  title: string;
  unit: string;
  minimum: number;
  maximum: number;
  scale: "linear" | "cubic";
  step: number;
  slider: boolean;
  help: string;
  labels: Record<string, string>;
  group: string;
  integer: boolean;
}

interface VaryRange {
  name: string;
  low: number | null;
  high: number | null;
  scale: "linear" | "log";
  of?: number;
}

interface VaryChoice {
  name: string;
  values: (boolean | string)[];
}

interface CircleState {
  row: number;
  col: number;
  radius: number;
}

interface ExplorerState {
  circles: CircleState[];
  size: number;
  n_clusters: number;
  outlines: boolean;
  follow: boolean;
  views: string[];
  view: "full" | "embed" | "present";
  hide: string[];
  [field: string]: unknown;
}

interface ViewText {
  title: string;
  what: string;
  more: string;
}

interface Config {
  path: string;
  reasons_path: string;
  link_path: string;
  export_path: string;
  outputs: Record<string, string>;
  lesson_path: string;
  lesson_limits: { steps: number; title: number; note: number };
  files: Record<string, string>;
  views: Record<string, ViewText>;
  tables: Record<string, string[]>;
  view_fields: string[];
  state: ExplorerState;
  knobs: Record<string, Knob>;
  circle_knobs: Record<string, Knob>;
  preset: string;
  presets: Record<string, ExplorerState>;
  titles: Record<string, string>;
  points: Record<string, string>;
  parts: Record<string, string>;
  max_circles: number;
  regions: string[];
  background: string;
}

interface LessonStep {
  title: string;
  note: string;
  query: string;
}

interface Problem {
  field: string;
  message: string;
}

interface Frame {
  header: {
    seq: number;
    problems?: Problem[];
    query?: string;
    image_key: string;
    image_range: [number, number];
    shape: [number, number];
    facts: {
      n_nodes: number;
      n_edges: number;
      n_components: number;
      ncut: number;
      adjusted_rand: number | null;
      milliseconds: Record<string, number>;
    };
    warnings: string[];
    server_ms: number;
    verdict?: any;
    views?: Record<string, any>;
  };
  arrays: Record<string, any>;
}

interface FrameRequest {
  seq: number;
  state: any;
  rest: boolean;
}

interface Window {
  cutlab: any;
  dash_clientside: any;
  Plotly: any;
}
