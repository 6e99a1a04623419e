"""The demo company as a story: a supplier of packaging machines near Shanghai. Data only; every text in English and Chinese.

Days are counted from the day on which the company is created: -3 is three days earlier, 5 is five days later.
"""

from __future__ import annotations

from dataclasses import dataclass

from crm_custom.permissions import roles

DOMAIN = "demo.example"


@dataclass(frozen=True)
class Text:
	"""The same words in both languages."""

	en: str
	zh: str

	def say(self, language: str) -> str:
		"""The words in this language; English for any other than Chinese."""
		return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True)
class Person:
	"""Somebody of the company. `key` is the part of the address before the @."""

	key: str
	name: Text
	role: str
	department: str | None = None
	position: str | None = None


@dataclass(frozen=True)
class Department:
	"""A department; `head` is a person's key."""

	key: str
	name: Text
	head: str
	parent: str | None = None


@dataclass(frozen=True)
class Client:
	"""A customer with one contact. `manager` is a person's key."""

	key: str
	name: Text
	short: Text
	manager: str
	region: str
	grade: str
	industry: str
	source: str
	contact: Text
	mobile: str
	address: Text
	satisfaction: int = 3


@dataclass(frozen=True)
class Step:
	"""A step of a plan: day, what, and the result if it is done."""

	day: int
	item: Text
	result: Text | None = None


@dataclass(frozen=True)
class Prospect:
	"""A sales opportunity and how far it has come."""

	prospect: Text
	summary: Text
	creator: str
	state: str
	contact: Text
	phone: str
	assignee: str | None = None
	stage: str = "First contact"
	revenue: int = 0
	closes_in: int = 45
	client: str | None = None
	steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Verdict:
	"""What was done, and what the customer said to it."""

	handling: Text
	result: Text | None = None
	satisfaction: int = 0


@dataclass(frozen=True)
class Request:
	"""A service and its rounds so far."""

	client: str
	kind: str
	summary: Text
	request: Text
	due_in: int
	assignee: str | None = None
	rounds: tuple[Verdict, ...] = ()
	extra: tuple[tuple[str, object], ...] = ()


DEPARTMENTS = (
	Department("head", Text("Huadong Precision Machinery", "华东精工机械"), "exec"),
	Department("east", Text("Sales East", "华东销售部"), "zhou.min", "head"),
	Department("south", Text("Sales South", "华南销售部"), "wu.jian", "head"),
)

PEOPLE = (
	Person("admin", Text("Lin Jie", "林洁"), roles.SYSTEM_MANAGER, "head"),
	Person("exec", Text("Chen Guodong", "陈国栋"), roles.EXECUTIVE, "head", "General manager"),
	Person("zhou.min", Text("Zhou Min", "周敏"), roles.SALES_SUPERVISOR, "east", "Sales manager"),
	Person("wu.jian", Text("Wu Jian", "吴健"), roles.SALES_SUPERVISOR, "south", "Sales manager"),
	Person("li.na", Text("Li Na", "李娜"), roles.CUSTOMER_MANAGER, "east", "Sales representative"),
	Person("wang.lei", Text("Wang Lei", "王磊"), roles.CUSTOMER_MANAGER, "east", "Sales representative"),
	Person("zhao.yan", Text("Zhao Yan", "赵燕"), roles.CUSTOMER_MANAGER, "south", "Sales representative"),
	Person("sun.tao", Text("Sun Tao", "孙涛"), roles.CUSTOMER_MANAGER, "south", "Sales representative"),
)

#: code, name, category, price in CNY
PRODUCTS = (
	("HD-FP200", Text("Flow wrapper FP200", "枕式包装机 FP200"), Text("Machines", "整机"), 186000),
	("HD-VF350", Text("Vertical packer VF350", "立式包装机 VF350"), Text("Machines", "整机"), 268000),
	("HD-CP80", Text("Cartoning machine CP80", "装盒机 CP80"), Text("Machines", "整机"), 342000),
	("HD-LB20", Text("Labelling machine LB20", "贴标机 LB20"), Text("Machines", "整机"), 74000),
	("HD-PS10", Text("Palletiser PS10", "码垛机 PS10"), Text("Machines", "整机"), 415000),
	("SP-SEAL", Text("Sealing jaw set", "封口刀组"), Text("Spare parts", "备件"), 2600),
	("SP-BELT", Text("Conveyor belt 3 m", "输送带 3 米"), Text("Spare parts", "备件"), 1450),
	("SP-SENS", Text("Photo sensor", "光电传感器"), Text("Spare parts", "备件"), 380),
)


def _client(key: str, en: str, zh: str, short: str, manager: str, region: str, *rest: object, **more: object) -> Client:
	"""A customer whose short name is the other language's, as such companies are known by both."""
	grade, industry, source, contact, mobile, address = rest
	return Client(key, Text(en, zh), Text(short, short), manager, region, grade, industry, source, contact, mobile, address, **more)


_FOOD, _CHEM, _TRADE, _MED = "Manufacture of food", "Manufacture of chemical materials and products", "Wholesale trade", "Health services"

CLIENTS = (
	_client(
		"hengtong",
		"Suzhou Hengtong Foods Co., Ltd.",
		"苏州恒通食品有限公司",
		"恒通 Hengtong",
		"li.na",
		"Jiangsu",
		"Important",
		_FOOD,
		"Exhibition",
		Text("Xu Feng", "徐峰"),
		"13900010001",
		Text("88 Xinghu Street, Suzhou", "苏州市星湖街88号"),
		satisfaction=4,
	),
	_client(
		"jinhai",
		"Ningbo Jinhai Seafood Co., Ltd.",
		"宁波金海水产有限公司",
		"金海 Jinhai",
		"li.na",
		"Zhejiang",
		"Important",
		_FOOD,
		"Recommendation",
		Text("He Jing", "何静"),
		"13900010002",
		Text("16 Port Road, Ningbo", "宁波市港口路16号"),
		satisfaction=5,
	),
	_client(
		"meihua",
		"Shanghai Meihua Daily Chemicals Co., Ltd.",
		"上海美华日化有限公司",
		"美华 Meihua",
		"li.na",
		"Shanghai",
		"Ordinary",
		_CHEM,
		"Company website",
		Text("Tang Wei", "唐薇"),
		"13900010003",
		Text("1200 Caobao Road, Shanghai", "上海市漕宝路1200号"),
	),
	_client(
		"lvye",
		"Wuxi Lvye Tea Co., Ltd.",
		"无锡绿野茶业有限公司",
		"绿野 Lvye",
		"wang.lei",
		"Jiangsu",
		"Ordinary",
		_FOOD,
		"Own prospecting",
		Text("Gu Ming", "顾明"),
		"13900010004",
		Text("5 Taihu Avenue, Wuxi", "无锡市太湖大道5号"),
	),
	_client(
		"kangda",
		"Hangzhou Kangda Pharmaceuticals Co., Ltd.",
		"杭州康达制药有限公司",
		"康达 Kangda",
		"wang.lei",
		"Zhejiang",
		"Important",
		_MED,
		"Exhibition",
		Text("Shen Yu", "沈瑜"),
		"13900010005",
		Text("300 Binsheng Road, Hangzhou", "杭州市滨盛路300号"),
		satisfaction=2,
	),
	_client(
		"dongfang",
		"Hefei Dongfang Grain Group",
		"合肥东方粮油集团",
		"东方 Dongfang",
		"wang.lei",
		"Anhui",
		"Potential",
		_FOOD,
		"Telephone enquiry",
		Text("Cao Lin", "曹琳"),
		"13900010006",
		Text("77 Changjiang Road, Hefei", "合肥市长江路77号"),
	),
	_client(
		"huafeng",
		"Guangzhou Huafeng Bakery Co., Ltd.",
		"广州华丰烘焙有限公司",
		"华丰 Huafeng",
		"zhao.yan",
		"Guangdong",
		"Important",
		_FOOD,
		"Recommendation",
		Text("Liang Jun", "梁俊"),
		"13900010007",
		Text("9 Haizhu Road, Guangzhou", "广州市海珠路9号"),
		satisfaction=4,
	),
	_client(
		"minghui",
		"Shenzhen Minghui E-commerce Co., Ltd.",
		"深圳明辉电子商务有限公司",
		"明辉 Minghui",
		"zhao.yan",
		"Guangdong",
		"Ordinary",
		_TRADE,
		"Company website",
		Text("Huang Qi", "黄琪"),
		"13900010008",
		Text("2 Keyuan Road, Shenzhen", "深圳市科苑路2号"),
	),
	_client(
		"nanhai",
		"Hainan Nanhai Coconut Products Co., Ltd.",
		"海南南海椰业有限公司",
		"南海 Nanhai",
		"zhao.yan",
		"Hainan",
		"Ordinary",
		_FOOD,
		"Existing customer",
		Text("Fu Rong", "符蓉"),
		"13900010009",
		Text("31 Longkun Road, Haikou", "海口市龙昆路31号"),
	),
	_client(
		"xinyuan",
		"Xiamen Xinyuan Hardware Co., Ltd.",
		"厦门鑫源五金有限公司",
		"鑫源 Xinyuan",
		"sun.tao",
		"Fujian",
		"Ordinary",
		"Manufacturing",
		"Own prospecting",
		Text("Lin Hai", "林海"),
		"13900010010",
		Text("60 Hubin Road, Xiamen", "厦门市湖滨路60号"),
	),
	_client(
		"tianyi",
		"Changsha Tianyi Logistics Co., Ltd.",
		"长沙天翼物流有限公司",
		"天翼 Tianyi",
		"sun.tao",
		"Hunan",
		"Potential",
		"Road transport",
		"Media advertisement",
		Text("Peng Bo", "彭博"),
		"13900010011",
		Text("18 Furong Road, Changsha", "长沙市芙蓉路18号"),
	),
	_client(
		"yongan",
		"Nanning Yongan Sugar Co., Ltd.",
		"南宁永安糖业有限公司",
		"永安 Yongan",
		"sun.tao",
		"Guangxi",
		"Important",
		_FOOD,
		"Exhibition",
		Text("Wei Hong", "韦红"),
		"13900010012",
		Text("45 Minzu Avenue, Nanning", "南宁市民族大道45号"),
		satisfaction=4,
	),
)

#: customer: (days ago, product, quantity, status)
ORDERS = (
	("hengtong", ((320, "HD-FP200", 2, "Completed"), (150, "SP-SEAL", 6, "Completed"), (12, "HD-CP80", 1, "Open"))),
	("jinhai", ((260, "HD-VF350", 1, "Completed"), (40, "SP-BELT", 10, "Completed"))),
	("meihua", ((210, "HD-LB20", 3, "Completed"),)),
	("lvye", ((95, "HD-FP200", 1, "Completed"),)),
	("kangda", ((180, "HD-CP80", 2, "Completed"), (20, "SP-SENS", 40, "Delivered"))),
	("huafeng", ((75, "HD-VF350", 2, "Completed"), (8, "SP-SEAL", 4, "Open"))),
	("minghui", ((300, "HD-LB20", 2, "Completed"), (290, "SP-SENS", 10, "Cancelled"))),
	("nanhai", ((33, "HD-VF350", 1, "Delivered"),)),
	("xinyuan", ((240, "HD-LB20", 1, "Completed"),)),
	("yongan", ((120, "HD-PS10", 1, "Completed"), (5, "HD-PS10", 1, "Open"))),
)

_CALL = Text("Call the purchasing manager and learn the need", "致电采购经理，了解需求")
_VISIT = Text("Visit the plant and measure the line", "拜访工厂，测量生产线")
_OFFER = Text("Present the proposal and the prices", "提交方案与报价")
_TRIAL = Text("Trial packing with the customer's product", "用客户产品试包装")

PROSPECTS = (
	Prospect(
		Text("Yangzhou Fulin Noodles", "扬州福林面业"),
		Text("Looks for a packing line for noodles", "需要一条面条包装线"),
		"li.na",
		"Unassigned",
		Text("Ding Hao", "丁浩"),
		"13900020001",
		revenue=260000,
	),
	Prospect(
		Text("Zhuhai Blue Coast Toys", "珠海蓝岸玩具"),
		Text("Asks for a cartoning machine", "询价装盒机"),
		"wu.jian",
		"Unassigned",
		Text("Mai Ling", "麦玲"),
		"13900020002",
		revenue=340000,
	),
	Prospect(
		Text("Nantong Hongda Textiles", "南通宏达纺织"),
		Text("Wants to bag towels automatically", "希望毛巾自动装袋"),
		"zhou.min",
		"Assigned",
		Text("Qian Li", "钱莉"),
		"13900020003",
		"wang.lei",
		revenue=190000,
	),
	Prospect(
		Text("Dongguan Sunrise Electronics", "东莞日升电子"),
		Text("Labels for chargers", "充电器贴标"),
		"wu.jian",
		"Assigned",
		Text("Kuang Yi", "邝毅"),
		"13900020004",
		"sun.tao",
		revenue=75000,
	),
	Prospect(
		Text("Shaoxing Old Well Rice Wine", "绍兴老井黄酒"),
		Text("Cartons for gift bottles", "礼盒酒瓶装盒"),
		"li.na",
		"Developing",
		Text("Fang Ping", "方平"),
		"13900020005",
		"li.na",
		"Need confirmed",
		350000,
		40,
		None,
		(Step(-6, _CALL, Text("Needs 20 cartons a minute", "需要每分钟20盒")), Step(-1, _VISIT), Step(9, _OFFER)),
	),
	Prospect(
		Text("Jiaxing Green Field Vegetables", "嘉兴绿田蔬菜"),
		Text("Flow wrappers for salad boxes", "沙拉盒枕式包装"),
		"wang.lei",
		"Developing",
		Text("Yao Qin", "姚琴"),
		"13900020006",
		"wang.lei",
		"Proposal made",
		370000,
		30,
		None,
		(
			Step(-10, _CALL, Text("Decides together with the plant manager", "与厂长共同决定")),
			Step(-4, _OFFER, Text("Asked for a discount of 5 percent", "要求优惠5%")),
			Step(4, _TRIAL),
		),
	),
	Prospect(
		Text("Guangzhou Huafeng Bakery Co., Ltd.", "广州华丰烘焙有限公司"),
		Text("Second line for the new bakery", "新厂房第二条包装线"),
		"zhao.yan",
		"Developing",
		Text("Liang Jun", "梁俊"),
		"13900010007",
		"zhao.yan",
		"Negotiation",
		540000,
		20,
		"huafeng",
		(Step(-3, _VISIT, Text("Space for the line is there", "场地足够")), Step(2, _OFFER)),
	),
	Prospect(
		Text("Taizhou Haitian Seafood", "台州海天水产"),
		Text("Vertical packer for dried shrimps", "虾干立式包装机"),
		"li.na",
		"Succeeded",
		Text("Ruan Mei", "阮梅"),
		"13900020008",
		"li.na",
		"Negotiation",
		268000,
		10,
		None,
		(
			Step(-12, _CALL, Text("Needs delivery before the season", "要求旺季前交货")),
			Step(-5, _TRIAL, Text("Trial passed, contract promised", "试机通过，答应签约")),
		),
	),
	Prospect(
		Text("Foshan Ceramics Union", "佛山陶瓷联合"),
		Text("Palletiser for tiles", "瓷砖码垛机"),
		"sun.tao",
		"Failed",
		Text("Ou Zhen", "区真"),
		"13900020009",
		"sun.tao",
		"Proposal made",
		415000,
		15,
		None,
		(Step(-15, _CALL, Text("Compares three suppliers", "正在比较三家供应商")),),
	),
	Prospect(
		Text("Fuzhou Jasmine Tea Works", "福州茉莉茶厂"),
		Text("Small bags for tea", "茶叶小袋包装"),
		"zhao.yan",
		"Archived",
		Text("Ye Lan", "叶兰"),
		"13900020010",
		"zhao.yan",
		"Need confirmed",
		120000,
		5,
		None,
		(Step(-20, _CALL, Text("Wants one machine at first", "先买一台")), Step(-14, _OFFER, Text("Accepted", "已接受"))),
	),
)

_SENT = Verdict(Text("Explained by phone and sent the manual", "电话解释并发送手册"))

REQUESTS = (
	Request(
		"meihua",
		"Consultation",
		Text("Which film fits the FP200?", "FP200 适用哪种包装膜？"),
		Text("We change to thinner film. Which thickness can the machine still run?", "我们要换更薄的膜，机器最薄能用多少？"),
		3,
	),
	Request(
		"minghui",
		"Suggestion",
		Text("Labels should be changeable without tools", "希望免工具更换标签"),
		Text(
			"Changing the label roll takes ten minutes and a key. Please think about a quick release.",
			"更换标签卷要十分钟还要扳手，建议做快拆。",
		),
		14,
	),
	Request(
		"kangda",
		"Complaint",
		Text("Two sensors failed within a month", "一个月内两个传感器损坏"),
		Text(
			"The line stood still twice. We want to know the cause and a replacement free of charge.",
			"生产线停了两次，请查明原因并免费更换。",
		),
		-1,
		"wang.lei",
		(),
		(("complaint_target", "Product"),),
	),
	Request(
		"huafeng",
		"After-sales service",
		Text("Maintenance of two vertical packers", "两台立式包装机保养"),
		Text("Yearly maintenance is due, please come before the holiday.", "年度保养到期，请在假期前上门。"),
		6,
		"zhao.yan",
		(
			Verdict(
				Text("Cleaned and adjusted both machines", "两台设备清洁并调整"),
				Text("One machine is still too loud", "其中一台噪音仍大"),
				2,
			),
		),
		(("is_field_visit", 1), ("service_charge", 1800)),
	),
	Request(
		"lvye",
		"Consultation",
		Text("Price of a second flow wrapper", "第二台枕式包装机价格"),
		Text("Please send an offer for another FP200.", "请再报一台 FP200 的价格。"),
		2,
		"wang.lei",
		(_SENT,),
	),
	Request(
		"yongan",
		"After-sales service",
		Text("Palletiser stops at the corner", "码垛机转角停机"),
		Text("The gripper stops when it turns. Under warranty?", "抓手转向时停机，是否在保修期内？"),
		1,
		"sun.tao",
		(Verdict(Text("Replaced the photo sensor on site", "现场更换光电传感器")),),
		(("is_field_visit", 1), ("is_under_warranty", 1)),
	),
	Request(
		"hengtong",
		"Consultation",
		Text("Training for new operators", "新操作员培训"),
		Text("We have three new operators. Can you train them?", "我们有三名新操作员，能否培训？"),
		4,
		"li.na",
		(Verdict(Text("Trained three operators for half a day", "培训三名操作员半天"), Text("Very good training", "培训很好"), 5),),
	),
	Request(
		"jinhai",
		"Complaint",
		Text("Sealing leaks on frozen bags", "冷冻袋封口漏气"),
		Text("Every tenth bag leaks. The season begins in a week.", "每十袋就有一袋漏气，一周后旺季开始。"),
		2,
		"li.na",
		(
			Verdict(Text("Raised the sealing temperature", "提高封口温度"), Text("Still leaks", "仍然漏气"), 1),
			Verdict(
				Text("Replaced the sealing jaws and tested 500 bags", "更换封口刀并测试500袋"), Text("No leak any more", "不再漏气"), 4
			),
		),
		(("complaint_target", "Product"), ("decision", "Repair")),
	),
)
