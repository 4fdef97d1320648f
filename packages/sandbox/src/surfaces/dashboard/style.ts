/** What the dashboard adds to the style of all pages. */
export const style = `
main:has(.board) { max-width: 90rem; margin: 0 auto; padding: 0 1.25rem 4rem; }
.board { display: grid; grid-template-columns: 13rem minmax(0, 1fr); gap: 2rem; }
.board nav { columns: auto; margin: 1.25rem 0; max-height: calc(100vh - 2.5rem); overflow-y: auto; position: sticky; top: 1.25rem; }
.board nav h2 { font-size: .75rem; text-transform: uppercase; letter-spacing: .06em; color: var(--quiet); margin: 1.1rem 0 .2rem; }
.board nav a { padding: .1rem 0; text-decoration: none; color: inherit; }
.board nav a:hover { color: var(--accent); text-decoration: underline; }
article { padding-top: 1.25rem; min-width: 0; overflow-wrap: break-word; }
article h2 a { color: inherit; }
table { display: block; overflow-x: auto; }
th { font-weight: 500; color: var(--quiet); font-size: .8rem; white-space: nowrap; border-top: 0; }
td { max-width: 22rem; }
td time, td code, .amount { white-space: nowrap; }
dl { margin: 0; }
dl > div { display: grid; grid-template-columns: minmax(8rem, 14rem) minmax(0, 1fr); gap: 1rem; padding: .3rem 0; border-top: 1px solid var(--line); font-size: .9rem; }
dt { color: var(--quiet); overflow-wrap: anywhere; }
dd { margin: 0; }
dd > ol { margin: 0; padding-left: 1.2rem; }
dd dl > div { grid-template-columns: minmax(5rem, 9rem) minmax(0, 1fr); }
dd dl > div:first-child, dd table tr:first-child > * { border-top: 0; padding-top: 0; }
dd pre { margin: 0; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 0 2rem; }
.state { padding: .05rem .5rem; border-radius: 1rem; background: #8882; white-space: nowrap; font-size: .85rem; }
.state.good { background: #2a83; }
.state.bad { background: #c333; }
.actions { display: flex; flex-wrap: wrap; gap: .5rem; margin: .75rem 0 1rem; }
.action { padding: .25rem .7rem; border: 1px solid var(--line); border-radius: .4rem; text-decoration: none; font-size: .9rem; }
.action:hover { border-color: var(--accent); }
.done { padding: .6rem .8rem; border-left: 3px solid #2a8; background: #2a81; }
form { max-width: 34rem; }
select, textarea { width: 100%; padding: .5rem .7rem; font: inherit; border: 1px solid var(--quiet); border-radius: .4rem; background: transparent; color: inherit; }
select option { color: #111; background: #fff; }
textarea { font: .85rem/1.45 ui-monospace, monospace; }
.field.wrong input, .field.wrong select, .field.wrong textarea { border-color: #c33; }
details > form, details > div { padding: 0 .8rem .8rem; }
@media (max-width: 50rem) {
  .board { grid-template-columns: minmax(0, 1fr); gap: 0; }
  .board nav { position: static; max-height: 11rem; border-bottom: 1px solid var(--line); }
  dl > div { grid-template-columns: minmax(0, 1fr); gap: 0; }
}
`;
