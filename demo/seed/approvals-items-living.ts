/** Services of working age and of everyday life, written as in `familyItems`. */
export const livingItems = `
# EMPLOYMENT
求职登记 | Registration as a jobseeker | P | rs | 3/0 | ID DIPLOMA | wamk | 0 | record
失业登记 | Registration as unemployed | C | rs | 10/3 | ID DISMISS | wam | 0 | record
就业创业证核发 | Employment and start-up certificate | C | rs | 10/3 | ID PHOTO | wam | 0 | certificate
失业保险金申领 | Unemployment benefit | B | rs | 10/5 | ID DISMISS SOCIAL BANK | wamk | 0 | payment
+ 职工参保减员申报
就业困难人员认定 | Recognition as hard to place in work | C | rs | 20/10 | ID HK INCOME | wa | 0 | decision
灵活就业社会保险补贴 | Social insurance subsidy for freelance workers | B | rs | 30/20 | ID SOCIAL BANK | wa | 0 | payment
创业担保贷款申请 | Guaranteed loan for a start-up | B | rs | 30/15 | ID LICENSE_B LEASE | w | 0 | decision
一次性创业补贴申领 | One-off grant for a start-up | B | rs | 30/20 | ID LICENSE_B SOCIAL BANK | w | 0 | payment
+ 个体工商户设立登记
职业技能提升补贴 | Grant for raising vocational skills | B | rs | 20/10 | ID SKILL SOCIAL BANK | wam | 0 | payment
职业技能等级证书核发 | Vocational skill certificate | C | rs | 30/20 | ID DIPLOMA PHOTO | w | 0 | certificate
专业技术职称评审申报 | Application for a professional title | C | rs | 60/45 | ID DIPLOMA LABOUR | w | 260 | certificate
高校毕业生档案接收 | Deposit of a graduate’s personal file | P | rs | 10/3 | ID DIPLOMA | wap | 0 | record
流动人员人事档案转递 | Transfer of a personal file | P | rs | 10/5 | ID PROXY | wap | 0 | record
养老保险关系转移接续 | Transfer of pension rights between regions | C | rs | 45/15 | ID SOCIAL | wam | 0 | record
工伤认定申请 | Recognition of a work injury | C | rs | 60/30 | ID LABOUR DIAG ACCIDENT | wh | 0 | decision
劳动能力鉴定申请 | Assessment of the capacity to work | C | rs | 60/40 | ID DIAG HOSP | wh | 0 | decision
劳动人事争议仲裁申请 | Arbitration of a labour dispute | A | rs | 45/40 | ID LABOUR FORM | wh | 0 | decision
高层次人才认定 | Recognition as a highly qualified professional | C | rs | 30/20 | ID DIPLOMA LABOUR SOCIAL | w | 0 | certificate
# LIVING
居民身份证申领 | Resident identity card | C | ga | 60/20 | HK PHOTO | akp | 20 | card
居民身份证丢失补领 | Replacement of a lost identity card | C | ga | 60/20 | HK PHOTO | akp | 40 | card
临时居民身份证申领 | Temporary identity card | C | ga | 3/0 | HK PHOTO | k | 10 | card
居住证申领 | Residence permit | C | ga | 15/7 | ID LEASE PHOTO | wamp | 0 | card
居住证签注 | Renewal of a residence permit | C | ga | 5/1 | RESP LEASE | wam | 0 | record
户口迁移 | Move to another household register | C | ga | 20/7 | ID HK DEED | wa | 0 | record
+ 义务教育阶段学生转学
分户登记 | Registration of a household of one’s own | C | ga | 10/3 | HK DEED | w | 0 | record
成年人姓名变更 | Change of an adult’s name | C | ga | 10/5 | ID HK FORM | - | 0 | record
户口簿补发 | Replacement of a household register | C | ga | 5/1 | ID FORM | wa | 10 | certificate
结婚登记 | Registration of a marriage | C | mz | 1/0 | ID HK PHOTO | h | 0 | certificate
离婚登记 | Registration of a divorce | C | mz | 30/30 | ID HK MARR PHOTO | - | 0 | certificate
婚姻登记档案查询 | Search in the records of marriages | P | mz | 5/0 | ID PROXY | wamk | 0 | certificate
无犯罪记录证明开具 | Certificate of no criminal record | P | ga | 7/3 | ID | wamp | 0 | certificate
养犬登记 | Registration of a dog | L | ga | 10/5 | ID VACC DEED PHOTO | m | 0 | licence
居民供水报装 | Water connection of a home | P | ss | 7/3 | ID DEED | wamt | 0 | service
居民供气报装 | Gas connection of a home | P | cg | 10/5 | ID DEED | wamt | 0 | service
公共图书馆读者证办理 | Library card | P | wl | 1/0 | ID | mk | 0 | card
公共体育场馆预约 | Booking of a public sports hall | P | wl | 1/0 | ID | m | 0 | appointment
!流动人口婚育证明 | Certificate of family status for people from elsewhere | C | wj | 5/3 | ID MARR | - | 0 | certificate
# HOUSING
公共租赁住房申请 | Public rental home | B | zj | 60/30 | ID HK INCOME LABOUR | wa | 0 | decision
公共租赁住房租赁补贴 | Rent subsidy | B | zj | 30/20 | ID HK INCOME LEASE BANK | wa | 0 | payment
保障性租赁住房申请 | Affordable rental home for young workers | P | zj | 20/10 | ID LABOUR SOCIAL | wam | 0 | decision
住房公积金购房提取 | Provident fund payment for buying a home | B | gj | 3/1 | ID SALE BANK | wam | 0 | payment
住房公积金租房提取 | Provident fund payment for rent | B | gj | 3/1 | ID LEASE BANK | wamk | 0 | payment
住房公积金个人贷款 | Home loan from the provident fund | B | gj | 15/7 | ID FUND SALE INCOME | w | 0 | decision
住房公积金异地转移接续 | Transfer of a provident fund account | C | gj | 10/3 | ID FUND | wam | 0 | record
商品房买卖合同备案 | Registration of the sale of a new home | C | zj | 10/1 | ID SALE | w | 0 | record
不动产转移登记 | Transfer of title to real estate | C | zr | 30/5 | ID DEED SALE | w | 80 | certificate
+ 居民供水报装
+ 居民供气报装
不动产抵押登记 | Registration of a mortgage | C | zr | 30/3 | ID DEED | w | 80 | certificate
不动产登记资料查询 | Search in the land register | P | zr | 1/0 | ID | wamk | 0 | certificate
不动产权证书补发 | Replacement of a certificate of title | C | zr | 30/15 | ID FORM | w | 10 | certificate
个人住房契税申报 | Declaration of deed tax on a home | O | sw | 1/0 | ID SALE HK | wa | 0 | record
房屋租赁登记备案 | Registration of a tenancy | C | zj | 3/1 | ID DEED LEASE | wam | 0 | record
老旧小区加装电梯 | Lift for an older block of flats | L | zj | 30/15 | DEED DRAWINGS PROMISE | wh | 0 | licence
住宅专项维修资金使用 | Use of a building’s maintenance fund | C | zj | 20/10 | DEED PROMISE CONTRACT | w | 0 | payment
农村宅基地审批 | Permission to build a rural home | L | ny | 30/20 | ID HK FORM | h | 0 | licence
# TRAVEL
普通护照申领 | Passport | L | ga | 15/7 | ID PHOTO | wamkp | 120 | card
普通护照补发 | Replacement of a passport | L | ga | 15/7 | ID PHOTO FORM | kp | 120 | card
往来港澳通行证申领 | Permit for travel to Hong Kong and Macao | L | ga | 15/7 | ID PHOTO | wamkp | 60 | card
往来台湾通行证申领 | Permit for travel to Taiwan | L | ga | 15/7 | ID PHOTO | wamkp | 60 | card
+ 无犯罪记录证明开具
机动车驾驶证初次申领 | First driving licence | L | ga | 3/1 | ID HEALTH PHOTO | wa | 10 | licence
机动车驾驶证期满换证 | Renewal of a driving licence | L | ga | 1/0 | ID LICENCE_D HEALTH PHOTO | wamkp | 10 | licence
机动车驾驶证补领 | Replacement of a driving licence | L | ga | 1/0 | ID PHOTO | wamkp | 10 | licence
机动车注册登记 | Registration of a vehicle | L | ga | 2/1 | ID MOTORINS RECEIPT | wa | 125 | licence
机动车转移登记 | Change of a vehicle’s owner | L | ga | 2/1 | ID VEHICLE | w | 15 | licence
机动车检验标志申领 | Vehicle inspection mark | L | ga | 1/0 | VEHICLE MOTORINS | wamkp | 0 | record
电动自行车登记 | Registration of an electric bicycle | L | ga | 1/0 | ID RECEIPT | am | 0 | licence
道路交通违法处理 | Settling of a traffic offence | O | ga | 15/0 | ID LICENCE_D | wamk | 0 | decision
网络预约出租汽车驾驶员证 | Ride-hailing driver’s permit | L | jt | 10/5 | ID LICENCE_D NOCRIME PHOTO | wa | 0 | licence
学生公共交通卡办理 | Student’s travel card | P | jt | 10/3 | ID SCHOOL PHOTO | mk | 0 | card
居民停车泊位申请 | Residents’ parking permit | P | cg | 10/5 | ID DEED VEHICLE | wam | 0 | decision
# HEALTHCARE
城乡居民基本医疗保险参保登记 | Medical insurance of residents | C | yb | 5/1 | ID HK | wamk | 0 | record
社会保障卡申领 | Social security card | P | rs | 30/5 | ID PHOTO | wamkp | 0 | card
社会保障卡补领 | Replacement of a social security card | P | rs | 15/1 | ID | wamkp | 20 | card
异地就医备案 | Registration for treatment in another city | C | yb | 3/0 | ID MEDINS | wamkth | 0 | record
+ 医疗救助申请
门诊慢特病病种待遇认定 | Recognition of a chronic illness for outpatient benefits | C | yb | 20/10 | ID MEDINS DIAG HOSP | wah | 0 | decision
医疗费用手工报销 | Reimbursement of medical costs paid in advance | B | yb | 30/15 | ID HOSP RECEIPT BANK | wap | 0 | payment
大病保险待遇申请 | Benefit for critical illness | B | yb | 30/15 | ID MEDINS HOSP RECEIPT BANK | wa | 0 | payment
医保个人账户家庭共济 | Sharing of a medical account within the family | C | yb | 1/0 | ID KIN | wam | 0 | record
基本医疗保险关系转移接续 | Transfer of medical insurance between regions | C | yb | 15/7 | ID MEDINS | wam | 0 | record
家庭医生签约 | Registration with a family doctor | P | wj | 3/1 | ID MEDINS | mh | 0 | record
从业人员健康证办理 | Health card for food and service workers | C | wj | 7/3 | ID HEALTH PHOTO | mk | 0 | card
医师执业注册 | Registration as a physician | L | wj | 20/10 | ID DIPLOMA HEALTH LABOUR | w | 0 | licence
护士执业注册 | Registration as a nurse | L | wj | 20/10 | ID DIPLOMA HEALTH LABOUR | w | 0 | licence
无偿献血者用血费用报销 | Reimbursement of blood costs of donors | B | wj | 10/3 | ID HOSP RECEIPT BANK | mp | 0 | payment
医疗纠纷调解申请 | Mediation of a medical dispute | A | sf | 30/20 | ID HOSP FORM | h | 0 | decision
`;
