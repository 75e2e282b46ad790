/**
 * Services around the stages of a life. `# EVENT` begins an event, whose services follow in the order in which people need
 * them; `+ name` is one that stands under another event. One line an item:
 * name | English name | type | authority | statutory/promised working days | evidence | channels | fee in yuan | output
 *
 * Types: L licence, B benefit, C confirmation, A adjudication, W award, O other power, P public service. Channels beside the
 * counter: w web, a app, m mini programme, k kiosk, p post, t telephone, h with assistance. A name behind `~` is suspended,
 * behind `!` withdrawn.
 */
export const familyItems = `
# BIRTH
孕前优生健康检查预约 | Booking of a free health check before pregnancy | P | wj | 3/1 | ID MARR | wam | 0 | appointment
生育登记 | Registration of a planned birth | P | wj | 5/1 | ID MARR PROMISE | wam | 0 | record
母子健康手册发放 | Mother and child health booklet | P | wj | 3/1 | ID PREG | wm | 0 | card
出生医学证明签发 | Medical certificate of birth | C | wj | 7/1 | ID PREG MARR | w | 0 | certificate
出生医学证明补发 | Replacement of a medical certificate of birth | C | wj | 20/7 | ID HK FORM | w | 0 | certificate
新生儿出生登记 | Entry of a newborn in the household register | C | ga | 5/1 | ID HK BIRTHC MARR | wa | 0 | record
新生儿医疗保险参保登记 | Medical insurance for a newborn | C | yb | 5/1 | HK BIRTHC | wam | 0 | record
新生儿社会保障卡申领 | Social security card for a newborn | P | rs | 20/5 | HK BIRTHC PHOTO | wamp | 0 | card
预防接种档案建立 | Opening of a child’s vaccination record | P | wj | 1/0 | BIRTHC VACC | m | 0 | record
生育津贴申领 | Maternity allowance | B | yb | 20/5 | ID HOSP BANK SOCIAL | wam | 0 | payment
生育医疗费用报销 | Reimbursement of the costs of a birth | B | yb | 20/7 | ID HOSP RECEIPT BANK | wa | 0 | payment
育儿补贴申领 | Childcare allowance | B | wj | 30/15 | ID HK BIRTHC BANK | wam | 0 | payment
普惠托育机构入托登记 | Registration for a place in a public nursery | P | wj | 10/5 | HK VACC | wm | 0 | place
+ 家庭医生签约
收养登记 | Registration of an adoption | C | mz | 30/20 | ID HK MARR HEALTH NOCRIME PHOTO | h | 0 | certificate
未成年人姓名变更 | Change of a minor’s name | C | ga | 10/3 | ID HK BIRTHC DIVO FORM | w | 0 | record
# EDUCATION
幼儿园入园登记 | Registration for a kindergarten place | P | jy | 20/10 | HK VACC RESP | wm | 0 | place
义务教育阶段入学登记 | Enrolment in primary or lower secondary school | P | jy | 30/15 | HK DEED VACC | wam | 0 | place
随迁子女入学申请 | School place for children of people from elsewhere | P | jy | 30/15 | HK RESP LEASE LABOUR | wam | 0 | place
+ 居住证申领
义务教育阶段学生转学 | Change of school within compulsory education | P | jy | 15/7 | HK SCHOOL DEED | wa | 0 | decision
学籍信息变更 | Correction of a pupil’s school record | C | jy | 15/5 | HK SCHOOL FORM | w | 0 | record
+ 学生公共交通卡办理
家庭经济困难学生认定 | Recognition as a student from a family in need | C | jy | 20/10 | INCOME SCHOOL LOWINC | w | 0 | decision
国家助学金申请 | State study grant | B | jy | 30/20 | SCHOOL INCOME BANK | wa | 0 | payment
生源地信用助学贷款 | Student loan at the place of origin | B | jy | 20/10 | ID HK SCHOOL | w | 0 | decision
普通高中学业水平考试报名 | Entry for the upper secondary school examination | P | jy | 10/3 | ID SCHOOL PHOTO | wa | 60 | appointment
高等教育自学考试报名 | Entry for the higher education examination for self-study | P | jy | 10/3 | ID PHOTO | wa | 45 | appointment
学历证明补办 | Replacement of proof of graduation | C | jy | 20/10 | ID PHOTO FORM | wp | 0 | certificate
教师资格认定 | Recognition of a teaching qualification | L | jy | 30/15 | ID DIPLOMA HEALTH PHOTO | w | 0 | licence
残疾儿童送教上门 | Lessons at home for children with disabilities | P | jy | 20/10 | HK DISAB DIAG | h | 0 | service
民办学校办学许可 | Licence to open a private school | L | jy | 90/30 | REP SITE STAFF RULES | w | 0 | licence
# ASSISTANCE
最低生活保障申请 | Subsistence allowance | B | mz | 30/20 | ID HK INCOME BANK | wamh | 0 | payment
特困人员救助供养 | Support for people without means or relatives | B | mz | 30/20 | ID HK INCOME | h | 0 | payment
临时救助申请 | Emergency assistance | B | mz | 10/5 | ID INCOME BANK | wamh | 0 | payment
医疗救助申请 | Assistance with medical costs | B | yb | 20/10 | ID LOWINC HOSP RECEIPT BANK | wah | 0 | payment
+ 大病保险待遇申请
残疾人证办理 | Disability certificate | C | cl | 30/15 | ID HK DIAG PHOTO | wah | 0 | card
困难残疾人生活补贴 | Living allowance for people with disabilities | B | mz | 30/15 | ID DISAB LOWINC BANK | wam | 0 | payment
+ 残疾儿童送教上门
重度残疾人护理补贴 | Care allowance for people with severe disabilities | B | mz | 30/15 | ID DISAB BANK | wam | 0 | payment
残疾人辅助器具补贴 | Subsidy for assistive devices | B | cl | 20/10 | ID DISAB DIAG RECEIPT BANK | wah | 0 | payment
孤儿基本生活费申请 | Basic living costs of an orphan | B | mz | 30/15 | HK DEATHC KIN BANK | h | 0 | payment
事实无人抚养儿童保障 | Support for children whom nobody brings up | B | mz | 30/15 | HK KIN INCOME BANK | h | 0 | payment
退役军人优待证申领 | Veteran’s card | C | ty | 30/20 | ID VETERAN PHOTO | wap | 0 | card
伤残抚恤金申请 | Pension for service-related disability | B | ty | 60/40 | ID VETERAN DIAG BANK | h | 0 | payment
受灾人员生活救助 | Relief for people struck by a disaster | B | yj | 15/7 | ID HK ACCIDENT BANK | h | 0 | payment
冬季取暖补助申请 | Winter heating allowance | B | mz | 20/10 | ID LOWINC BANK | wam | 0 | payment
见义勇为人员奖励 | Award for acts of public courage | W | ga | 60/30 | ID ACCIDENT FORM | h | 0 | decision
法律援助申请 | Legal aid | B | sf | 7/3 | ID INCOME FORM | wamth | 0 | decision
# ELDERLY_CARE
企业职工基本养老金申领 | Old-age pension of employees | B | rs | 30/15 | ID SOCIAL BANK | wa | 0 | payment
+ 社会保障卡补领
城乡居民养老保险待遇申领 | Old-age pension of residents | B | rs | 20/10 | ID HK BANK | wam | 0 | payment
养老保险待遇资格认证 | Proof of life for a pension | C | rs | 1/0 | ID | wamkth | 0 | record
高龄津贴申领 | Old-age allowance | B | mz | 20/10 | ID HK BANK | wamh | 0 | payment
老年人能力评估 | Assessment of an older person’s abilities | C | mz | 30/15 | ID HEALTH | mth | 0 | decision
长期护理保险待遇申请 | Long-term care insurance benefit | B | yb | 30/15 | ID ASSESS DIAG BANK | wamh | 0 | payment
+ 门诊慢特病病种待遇认定
+ 异地就医备案
经济困难失能老年人养老服务补贴 | Care subsidy for frail older people of small means | B | mz | 20/10 | ID ASSESS LOWINC BANK | wah | 0 | payment
特殊困难老年人家庭适老化改造 | Adaptation of an older person’s home | B | mz | 60/30 | ID HK DEED ASSESS | wamh | 0 | service
家庭养老床位申请 | Professional care at one’s own bed at home | P | mz | 20/10 | ID ASSESS | mh | 0 | service
居家养老上门服务预约 | Booking of care at home | P | mz | 3/1 | ID | mth | 0 | appointment
老年助餐服务登记 | Registration for meals for older people | P | mz | 3/1 | ID PHOTO | mh | 0 | card
老年人优待证申领 | Senior citizen’s card | C | mz | 5/0 | ID PHOTO | wamkp | 0 | card
老年人公共交通优待卡申领 | Senior citizen’s travel card | P | jt | 10/3 | ID PHOTO | mkp | 0 | card
公办养老机构入住申请 | Place in a public home for older people | P | mz | 30/20 | ID HK ASSESS HEALTH | wh | 0 | place
独生子女父母奖励申领 | Reward for parents of an only child | W | wj | 30/20 | ID HK BANK | wa | 0 | payment
老年人意外伤害保险补贴 | Subsidised accident insurance for older people | P | mz | 15/7 | ID HK | mh | 0 | record
# AFTER_DEATH
居民死亡医学证明签发 | Medical certificate of death | C | wj | 3/1 | ID HK DIAG | h | 0 | certificate
死亡户口注销 | Removal of a deceased person from the household register | C | ga | 3/1 | HK DEATHC | wah | 0 | record
遗体火化预约 | Booking of a cremation | P | mz | 1/0 | DEATHC | mt | 0 | appointment
火化证明补发 | Replacement of a certificate of cremation | C | mz | 5/1 | ID KIN | wp | 0 | certificate
公益性公墓安葬申请 | Grave in a public cemetery | P | mz | 10/5 | CREMA HK | th | 800 | place
丧葬补助金和抚恤金申领 | Funeral grant and survivors’ payment | B | rs | 30/15 | DEATHC KIN BANK | wa | 0 | payment
养老保险个人账户余额继承 | Inheritance of a pension account | B | rs | 30/15 | DEATHC KIN WILL BANK | w | 0 | payment
医疗保险个人账户余额继承 | Inheritance of a medical insurance account | B | yb | 20/10 | DEATHC KIN WILL BANK | w | 0 | payment
+ 不动产登记资料查询
住房公积金继承提取 | Payment of a deceased person’s provident fund | B | gj | 10/3 | DEATHC KIN WILL BANK | w | 0 | payment
不动产继承登记 | Registration of inherited real estate | C | zr | 30/10 | DEED DEATHC KIN WILL | w | 80 | certificate
继承公证办理 | Notarial certificate of succession | C | sf | 15/10 | ID DEATHC KIN WILL | wh | 200 | certificate
机动车继承转移登记 | Registration of an inherited vehicle | C | ga | 3/1 | ID VEHICLE DEATHC WILL | w | 0 | certificate
遗体器官捐献登记 | Registration as a donor of organs or body | P | wj | 5/1 | ID FORM | wmt | 0 | card
`;
