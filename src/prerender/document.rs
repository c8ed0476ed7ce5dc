//! A page's document, put together.

use super::render::Rendered;
use super::template::Template;
use crate::environment::Environment;

/// The whole HTML of a page: head, inlined styles, the script that starts the app, body.
pub(super) fn assemble(
    template: &Template,
    environment: &Environment,
    rendered: &Rendered,
) -> String {
    let mut html = template.head(environment);
    // The app finds its own tags behind this mark.
    html.push_str("<!--HEAD-->");
    html.push_str(&rendered.head);
    html.push_str("<style>");
    html.push_str(&template.style);
    html.push_str("</style><script type=\"module\">");
    html.push_str(&start_script(template));
    html.push_str("</script></head><body>");
    html.push_str(&rendered.body);
    html.push_str("</body></html>\n");
    html
}

/// Starts the app once the page has been painted and the browser is idle, or as soon as someone reaches for
/// a link or a field. With Save-Data or on a slow connection it is only started then.
fn start_script(template: &Template) -> String {
    let (script, wasm) = (&template.script, &template.wasm);
    format!(
        "let s=0;const n=navigator.connection||{{}},\
         go=()=>{{s||(s=1,import('{script}').then(m=>m.default({{module_or_path:fetch('{wasm}',{{priority:'low'}})}})).catch(()=>{{}}))}};\
         for(const e of['pointerover','touchstart','focusin','keydown'])addEventListener(e,t=>{{t.target.closest&&t.target.closest('a,button,input,select,textarea')&&go()}},{{passive:!0}});\
         if(!n.saveData&&!/2g/.test(n.effectiveType)){{const l=()=>(self.requestIdleCallback||setTimeout)(go);document.readyState=='complete'?l():addEventListener('load',l)}}\
         if(document.activeElement&&document.activeElement!=document.body)go()"
    )
}
