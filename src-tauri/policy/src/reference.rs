//! The authors' reference of operations and sharing methods, generated from
//! the code that reads them.

use crate::op::sharing::Method;
use crate::op::specs;

/// The reference as Markdown, for `docs/policy-packs.md`.
#[must_use]
pub fn markdown() -> String {
    let mut out = String::new();
    for spec in specs() {
        out.push_str(&format!(
            "### `{}` {}\n\n{}\n\n",
            spec.id, spec.title, spec.about
        ));
        out.push_str("| 参数 | 含义 |\n|---|---|\n");
        for (name, meaning) in spec.params {
            out.push_str(&format!("| `{name}` | {} |\n", meaning.replace('|', "\\|")));
        }
        out.push_str(&format!("\n```toml\n{}\n```\n\n", spec.example));
    }
    out.push_str("### 分摊和资金池的办法\n\n| 办法 | 含义 |\n|---|---|\n");
    for (_, id, label) in Method::ALL {
        out.push_str(&format!("| `{id}` | {label} |\n"));
    }
    out
}
