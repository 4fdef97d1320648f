/** The style of the sandbox's pages: the system's own letters, light or dark as the system is. */
export const pageStyle = `
:root { color-scheme: light dark; --line: #8884; --quiet: #666; --accent: #2457d6; }
@media (prefers-color-scheme: dark) { :root { --quiet: #9aa; --accent: #8ab0ff; } }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 26rem; margin: 12vh auto; padding: 0 1.25rem 4rem; overflow-wrap: anywhere; }
main:has(nav) { max-width: 60rem; margin-top: 2rem; }
h1 { font-size: 1.4rem; margin: 0 0 .5rem; }
h2 { font-size: 1.15rem; margin: 2.5rem 0 .5rem; }
label { display: block; margin: 1rem 0 .25rem; font-size: .9rem; }
input { width: 100%; padding: .55rem .7rem; font: inherit; border: 1px solid var(--quiet); border-radius: .4rem; background: transparent; color: inherit; }
input[name=user_code] { font: 600 1.3rem ui-monospace, monospace; letter-spacing: .15em; text-transform: uppercase; text-align: center; }
button { margin: 1.25rem .5rem 0 0; padding: .55rem 1.1rem; font: inherit; border: 1px solid var(--accent); border-radius: .4rem; background: var(--accent); color: #fff; cursor: pointer; }
@media (prefers-color-scheme: dark) { button { color: #111; } }
button.second { background: transparent; color: inherit; border-color: var(--line); }
p.error { padding: .6rem .8rem; border-left: 3px solid #c33; background: #c331; }
.quiet { color: var(--quiet); font-size: .9rem; }
nav { columns: 3 12rem; font-size: .9rem; margin: 1rem 0; }
nav a { display: block; }
a { color: var(--accent); }
details { border: 1px solid var(--line); border-radius: .4rem; margin: .4rem 0; }
summary { padding: .5rem .8rem; cursor: pointer; }
summary code b { display: inline-block; min-width: 4.5rem; }
details > div { padding: 0 .8rem .8rem; overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-top: 1px solid var(--line); }
pre { font: .85rem/1.45 ui-monospace, monospace; padding: .6rem .8rem; border-radius: .4rem; background: #8881; overflow-x: auto; }
code { font-family: ui-monospace, monospace; font-size: .92em; }
`;
