/** Services for businesses, written as in `familyItems`. */
export const businessItems = `
# MARKET_ENTRY
企业名称自主申报 | Reservation of a business name | P | sc | 3/0 | REP | wa | 0 | record
有限责任公司设立登记 | Registration of a limited company | C | sc | 3/1 | REP CHARTER SITE | wak | 0 | certificate
股份有限公司设立登记 | Registration of a joint-stock company | C | sc | 3/1 | REP CHARTER RESOLVE SITE | w | 0 | certificate
个体工商户设立登记 | Registration of a sole trader | C | sc | 3/0 | ID SITE | wamk | 0 | certificate
农民专业合作社设立登记 | Registration of a farmers’ cooperative | C | sc | 3/1 | REP CHARTER SITE | w | 0 | certificate
分公司设立登记 | Registration of a branch | C | sc | 3/1 | LICENSE_B REP SITE | w | 0 | certificate
公章刻制备案 | Registration of a company seal | C | ga | 1/0 | LICENSE_B REP SEAL | wa | 0 | record
+ 税务登记信息确认
+ 发票票种核定
+ 用人单位社会保险登记
+ 住房公积金单位缴存登记
食品经营许可核发 | Food trade licence | L | sc | 20/5 | LICENSE_B LAYOUT EQUIP STAFF RULES | wh | 0 | licence
食品生产许可核发 | Food production licence | L | sc | 20/10 | LICENSE_B LAYOUT EQUIP PRODUCT RULES | w | 0 | licence
小餐饮店登记 | Registration of a small restaurant | C | sc | 10/3 | ID LICENSE_B LAYOUT | wam | 0 | licence
药品零售经营许可 | Licence for a retail pharmacy | L | sc | 30/15 | LICENSE_B LAYOUT STAFF RULES | w | 0 | licence
第二类医疗器械经营备案 | Registration of trade in medical devices | C | sc | 10/1 | LICENSE_B SITE STAFF | w | 0 | record
公共场所卫生许可 | Hygiene licence for public premises | L | wj | 20/7 | LICENSE_B LAYOUT HEALTH RULES | w | 0 | licence
+ 从业人员健康证办理
+ 公众聚集场所消防安全检查
+ 户外广告设施设置许可
旅馆业特种行业许可 | Hotel licence | L | ga | 15/7 | LICENSE_B SITE LAYOUT FIREOK | w | 0 | licence
出版物零售经营许可 | Licence to sell publications | L | wl | 20/5 | LICENSE_B SITE | w | 0 | licence
娱乐场所经营许可 | Licence for a place of entertainment | L | wl | 20/10 | LICENSE_B LAYOUT FIREOK NOCRIME | w | 0 | licence
旅行社业务经营许可 | Travel agency licence | L | wl | 20/10 | LICENSE_B STAFF SITE | w | 0 | licence
人力资源服务许可 | Licence for employment agencies | L | rs | 20/7 | LICENSE_B STAFF SITE RULES | w | 0 | licence
道路货物运输经营许可 | Road haulage licence | L | jt | 20/5 | LICENSE_B VEHICLE LICENCE_D RULES | wa | 0 | licence
# HIRING
用人单位社会保险登记 | Registration of an employer with social insurance | C | rs | 10/1 | LICENSE_B BANK | wa | 0 | record
职工参保增员申报 | Insurance of new employees | C | rs | 5/0 | LICENSE_B ROSTER | wa | 0 | record
职工参保减员申报 | End of insurance of employees who left | C | rs | 5/0 | LICENSE_B DISMISS | wa | 0 | record
用工登记备案 | Notice of hiring | C | rs | 5/1 | LICENSE_B LABOUR ROSTER | wa | 0 | record
+ 劳动人事争议仲裁申请
住房公积金单位缴存登记 | Opening of an employer’s provident fund account | C | gj | 3/1 | LICENSE_B BANK | w | 0 | record
住房公积金缴存基数调整 | Yearly adjustment of provident fund payments | C | gj | 3/1 | LICENSE_B ROSTER | w | 0 | record
失业保险稳岗返还 | Refund for employers who keep their staff | B | rs | 30/15 | LICENSE_B SOCIAL BANK | w | 0 | payment
吸纳就业困难人员补贴 | Subsidy for hiring people hard to place | B | rs | 30/20 | LICENSE_B LABOUR SOCIAL BANK | w | 0 | payment
就业见习补贴申领 | Subsidy for trainees | B | rs | 30/15 | LICENSE_B ROSTER BANK | w | 0 | payment
外国人来华工作许可 | Work permit for foreigners | L | kj | 20/10 | LICENSE_B PASSPORT DIPLOMA NOCRIME HEALTH | w | 0 | licence
特殊工时工作制审批 | Approval of special working hours | L | rs | 20/10 | LICENSE_B ROSTER RULES | w | 0 | licence
集体合同审查 | Review of a collective agreement | C | rs | 15/10 | LICENSE_B LABOUR | w | 0 | decision
按比例安排残疾人就业年审 | Yearly review of the employment quota for people with disabilities | C | cl | 20/10 | LICENSE_B DISAB ROSTER | w | 0 | decision
劳务派遣经营许可 | Licence to lease out workers | L | rs | 20/10 | LICENSE_B SITE RULES | w | 0 | licence
# TAX
税务登记信息确认 | Confirmation of tax registration | C | sw | 1/0 | LICENSE_B REP | wa | 0 | record
增值税一般纳税人登记 | Registration as a general VAT payer | C | sw | 1/0 | LICENSE_B | wa | 0 | record
发票票种核定 | Approval of the invoices a business may issue | C | sw | 5/0 | LICENSE_B REP | wa | 0 | decision
发票最高开票限额审批 | Approval of the largest amount of an invoice | L | sw | 10/5 | LICENSE_B FINREP | w | 0 | decision
增值税申报 | VAT return | O | sw | 1/0 | FINREP | wak | 0 | record
企业所得税年度汇算清缴 | Yearly corporate income tax return | O | sw | 1/0 | FINREP | w | 0 | record
+ 住房公积金缴存基数调整
+ 按比例安排残疾人就业年审
个人所得税扣缴申报 | Return of income tax withheld from wages | O | sw | 1/0 | ROSTER | wa | 0 | record
小微企业税收优惠备案 | Notice of tax relief for small businesses | C | sw | 1/0 | LICENSE_B FINREP | wa | 0 | record
出口退税备案 | Registration for export tax refunds | C | sw | 5/1 | LICENSE_B REP | w | 0 | record
增值税留抵退税申请 | Refund of VAT credit | B | sw | 10/5 | LICENSE_B FINREP BANK | w | 0 | payment
跨区域涉税事项报告 | Report of work in another tax district | O | sw | 1/0 | LICENSE_B CONTRACT | wa | 0 | record
完税证明开具 | Certificate of taxes paid | P | sw | 1/0 | ID | wamk | 0 | certificate
延期缴纳税款审批 | Permission to pay taxes later | L | sw | 20/10 | LICENSE_B FINREP | w | 0 | decision
税务行政复议申请 | Administrative review of a tax decision | A | sw | 60/45 | LICENSE_B FORM | h | 0 | decision
# OPERATION
企业住所变更登记 | Change of a business’s address | C | sc | 3/1 | LICENSE_B SITE CHARTER | wa | 0 | certificate
企业名称变更登记 | Change of a business’s name | C | sc | 3/1 | LICENSE_B RESOLVE CHARTER | wa | 0 | certificate
企业经营范围变更登记 | Change of a business’s scope | C | sc | 3/1 | LICENSE_B RESOLVE CHARTER | wa | 0 | certificate
法定代表人变更登记 | Change of the legal representative | C | sc | 3/1 | LICENSE_B RESOLVE REP | wa | 0 | certificate
企业年度报告公示 | Publication of the annual report | P | sc | 1/0 | LICENSE_B FINREP | wa | 0 | record
营业执照补发 | Replacement of a business licence | C | sc | 3/1 | REP FORM | wak | 0 | certificate
食品经营许可延续 | Renewal of a food trade licence | L | sc | 20/3 | LICENSE_B PERMIT_OLD PROMISE | wa | 0 | licence
+ 从业人员健康证办理
户外广告设施设置许可 | Permit for outdoor advertising | L | cg | 15/7 | LICENSE_B SITE DRAWINGS | w | 0 | licence
临时占用城市道路许可 | Permit to use a street for a time | L | cg | 15/5 | LICENSE_B LAYOUT PROMISE | w | 0 | licence
城镇污水排入排水管网许可 | Permit to discharge into the sewers | L | ss | 20/7 | LICENSE_B LAYOUT PRODUCT | w | 0 | licence
排污许可证核发 | Pollutant discharge permit | L | hb | 30/15 | LICENSE_B EIA EQUIP | w | 0 | licence
危险化学品经营许可 | Licence to trade in dangerous chemicals | L | yj | 30/15 | LICENSE_B RULES STAFF SITE | w | 0 | licence
特种设备使用登记 | Registration of lifts, boilers and cranes | C | sc | 15/5 | LICENSE_B EQUIP PRODUCT | w | 0 | record
公众聚集场所消防安全检查 | Fire safety check before opening to the public | L | xf | 10/5 | LICENSE_B LAYOUT RULES | w | 0 | licence
高新技术企业认定申报 | Recognition as a high-technology business | C | kj | 60/45 | LICENSE_B FINREP | w | 0 | certificate
企业信用修复申请 | Restoration of a business’s credit record | C | fg | 10/5 | LICENSE_B PROMISE | w | 0 | decision
对外贸易经营者备案 | Registration for foreign trade | C | sb | 5/1 | LICENSE_B REP | w | 0 | record
专利资助申请 | Grant for patents | B | sc | 30/20 | LICENSE_B PRODUCT BANK | w | 0 | payment
~稳外贸专项资金申请 | Grant for exporters | B | sb | 60/45 | LICENSE_B FINREP BANK | w | 0 | payment
# CONSTRUCTION
企业投资项目备案 | Registration of an investment project | C | fg | 3/1 | LICENSE_B PROMISE | w | 0 | record
建设项目用地预审与选址意见书 | Preliminary approval of a building site | L | zr | 20/10 | LICENSE_B APPROVE SITE | w | 0 | licence
建设用地规划许可证核发 | Land use planning permit | L | zr | 20/7 | LICENSE_B APPROVE | w | 0 | licence
建设工程规划许可证核发 | Construction planning permit | L | zr | 20/10 | LANDUSE DRAWINGS | w | 0 | licence
+ 临时占用城市道路许可
建设项目环境影响评价审批 | Approval of an environmental impact assessment | L | hb | 60/30 | LICENSE_B APPROVE EIA | w | 0 | licence
生产建设项目水土保持方案审批 | Approval of soil and water protection | L | ss | 20/10 | APPROVE DRAWINGS | w | 0 | licence
施工图设计文件审查备案 | Filing of reviewed construction drawings | C | zj | 5/3 | DRAWINGS PLANPERM | w | 0 | record
建设工程消防设计审查 | Review of fire safety design | L | zj | 15/10 | DRAWINGS PLANPERM | w | 0 | decision
建筑工程施工许可证核发 | Building permit | L | zj | 7/3 | PLANPERM DRAWINGS CONTRACT | w | 0 | licence
工程建设涉及城市绿地审批 | Permission to build on green space | L | cg | 20/10 | PLANPERM LAYOUT | w | 0 | licence
城市建筑垃圾处置核准 | Approval of the removal of building waste | L | cg | 20/5 | CONTRACT RULES | w | 0 | licence
非居民供水报装 | Water connection of a business | P | ss | 10/5 | LICENSE_B DEED DRAWINGS | wt | 0 | service
+ 城镇污水排入排水管网许可
非居民供气报装 | Gas connection of a business | P | cg | 16/10 | LICENSE_B DEED DRAWINGS | wt | 0 | service
建设工程消防验收 | Acceptance of fire safety works | L | zj | 15/10 | ACCEPT DRAWINGS | w | 0 | decision
房屋建筑工程竣工联合验收 | Joint acceptance of a finished building | C | zj | 12/7 | ACCEPT PLANPERM DRAWINGS | w | 0 | decision
工程竣工验收备案 | Filing of the acceptance of works | C | zj | 15/3 | ACCEPT FIREOK | w | 0 | record
不动产首次登记 | First registration of a building | C | zr | 30/10 | LICENSE_B ACCEPT LANDUSE | w | 550 | certificate
# EXIT
企业简易注销登记 | Simplified deregistration of a business | C | sc | 3/1 | LICENSE_B PROMISE | wa | 0 | decision
企业注销登记 | Deregistration of a business | C | sc | 3/1 | LICENSE_B LIQUID RESOLVE TAXCLEAR | w | 0 | decision
个体工商户注销登记 | Deregistration of a sole trader | C | sc | 3/0 | ID LICENSE_B TAXCLEAR | wam | 0 | decision
清算组备案 | Notice of the liquidators | C | sc | 3/1 | LICENSE_B RESOLVE | w | 0 | record
+ 完税证明开具
债权人公告发布 | Notice to creditors | P | sc | 1/0 | LICENSE_B | w | 0 | record
税务注销办理 | Tax clearance of a business that closes | C | sw | 20/5 | LICENSE_B FINREP LIQUID | w | 0 | certificate
用人单位社会保险登记注销 | End of an employer’s social insurance registration | C | rs | 10/3 | LICENSE_B TAXCLEAR | w | 0 | record
住房公积金单位账户注销 | Closing of an employer’s provident fund account | C | gj | 3/1 | LICENSE_B | w | 0 | record
食品经营许可注销 | End of a food trade licence | C | sc | 20/1 | LICENSE_B PERMIT_OLD | wa | 0 | decision
公章缴销备案 | Return of a company seal | C | ga | 1/0 | LICENSE_B SEAL | - | 0 | record
道路运输经营许可注销 | End of a road transport licence | C | jt | 20/3 | LICENSE_B PERMIT_OLD | w | 0 | decision
排污许可证注销 | End of a pollutant discharge permit | C | hb | 20/5 | LICENSE_B PERMIT_OLD | w | 0 | decision
`;
