/** Style of the HTML report; text on white has a contrast of at least 7 : 1. */
export const STYLE = `
@page { size: A4; margin: 12mm 13mm 13mm; }
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { font: 9.5pt/1.35 'Liberation Sans', Arial, Helvetica, sans-serif; color: #111; background: #fff; max-width: 190mm; margin: 0 auto; padding: 6mm 4mm; overflow-wrap: anywhere; }
h1 { font-size: 16pt; line-height: 1.2; margin: 0 0 2mm; }
h2 { font-size: 11.5pt; margin: 4mm 0 1.5mm; padding-bottom: 0.7mm; border-bottom: 1.2px solid #111; break-after: avoid; }
h3 { font-size: 10pt; margin: 0 0 0.3mm; }
p { margin: 0 0 0.8mm; }
ul, ol { margin: 0; padding-left: 5mm; }
dl { margin: 0; display: flex; flex-wrap: wrap; gap: 0.3mm 6mm; }
dl div { display: flex; gap: 1.5mm; }
dt { color: #444; }
dt::after { content: ':'; }
dd { margin: 0; min-width: 0; }
small { display: block; font-weight: normal; font-size: 7.5pt; color: #444; }
.disclaimer { margin: 1.5mm 0 0; font-size: 8.5pt; }
.summary { display: flex; flex-wrap: wrap; gap: 1mm 6mm; list-style: none; padding: 0; margin: 2mm 0 0; }
.summary b { font-size: 13pt; }
.finding { margin: 0 0 1.5mm; padding: 0.3mm 0 0.3mm 3mm; border-left: 3px solid #777; break-inside: avoid; }
.finding.attention { border-left-color: #d55e00; }
.finding.urgent { border: 1.5px solid #d55e00; border-left-width: 7px; padding: 1mm 3mm; }
.tag { display: inline-block; padding: 0 1.2mm; border: 1px solid #111; font-size: 7.5pt; line-height: 1.3; font-weight: bold; white-space: nowrap; }
.urgent .tag { background: #111; color: #fff; }
.note { font-size: 8pt; color: #444; }
.legend { font-size: 7.5pt; color: #333; margin-top: 1mm; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; font-size: 9pt; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th, td { text-align: left; vertical-align: middle; padding: 0.55mm 1mm; border-bottom: 1px solid #ccc; }
thead th { border-bottom: 1.2px solid #111; font-size: 8pt; }
tbody th { font-weight: normal; }
tr.section th { font-weight: bold; padding-top: 1.6mm; break-after: avoid; }
th:nth-child(1) { width: 30%; } th:nth-child(2) { width: 18%; } th:nth-child(3) { width: 18%; } th:nth-child(4) { width: 20%; } th:nth-child(5) { width: 14%; }
tr.section th:nth-child(1) { width: auto; }
.mark { font-size: 8pt; }
tr.out th, tr.out .value, tr.out .assessment, tr.critical th, tr.critical .value, tr.critical .assessment { font-weight: bold; }
tr.critical { outline: 1.5px solid #d55e00; outline-offset: -1px; }
svg { display: block; max-width: 100%; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.analysis { white-space: pre-wrap; }
footer { font-size: 7.5pt; color: #333; }
footer h2 { font-size: 9pt; margin: 3mm 0 1mm; border-bottom-width: 1px; }
@media print { body { max-width: none; padding: 0; } .urgent .tag { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
@media screen and (max-width: 640px) { table { font-size: 8pt; } thead th { font-size: 7pt; overflow-wrap: normal; } th, td { padding: 0.5mm; } }
`;
